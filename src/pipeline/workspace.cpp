#include "pipeline/workspace.hpp"

namespace btt::pipeline {
namespace {

// More idle workspaces than this are not kept: a server with many request threads would hold memory for its
// busiest moment.
constexpr std::size_t kMaxIdle = 64;

// A workspace that one huge text has grown beyond this is freed instead of kept.
constexpr std::size_t kMaxKeptBytes = std::size_t{64} << 20;

}  // namespace

std::size_t Workspace::capacity_bytes() const noexcept {
  return sizeof(Workspace) + text.capacity_bytes() + stretch_text.capacity_bytes() +
         (pieces.spans.capacity() + pieces.next.capacity()) * sizeof(text::Span) +
         (raw_stretches.capacity() + normalized_stretches.capacity()) * sizeof(added::Stretch) +
         units.capacity_bytes() + normalized.capacity() + repaired.capacity() + tokens.capacity_bytes() +
         (fused != nullptr ? fused->capacity_bytes() : 0) + (texts ? texts->capacity_bytes() : 0);
}

WorkspacePool::Lease WorkspacePool::take() {
  std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (lock.owns_lock() && !idle_.empty()) {
    std::unique_ptr<Workspace> workspace = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(workspace));
  }
  return Lease(*this, std::make_unique<Workspace>());
}

void WorkspacePool::give_back(std::unique_ptr<Workspace> workspace) noexcept {
  if (workspace == nullptr) return;
  fused_bytes_.fetch_add(workspace->fused_bytes, std::memory_order_relaxed);
  staged_bytes_.fetch_add(workspace->staged_bytes, std::memory_order_relaxed);
  remembered_bytes_.fetch_add(workspace->remembered_bytes, std::memory_order_relaxed);
  workspace->fused_bytes = workspace->staged_bytes = workspace->remembered_bytes = 0;
  if (workspace->capacity_bytes() > kMaxKeptBytes) return;
  std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock() || idle_.size() >= kMaxIdle) return;
  try {
    idle_.push_back(std::move(workspace));
  } catch (...) {
    // No memory for the list: the workspace is freed.
  }
}

void WorkspacePool::trim() noexcept {
  std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (lock.owns_lock()) idle_.clear();
}

std::size_t WorkspacePool::idle_bytes() const noexcept {
  std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return 0;
  std::size_t bytes = 0;
  for (const auto& workspace : idle_) bytes += workspace->capacity_bytes();
  return bytes;
}

}  // namespace btt::pipeline
