#include "pipeline/workspace.hpp"

namespace btt::pipeline {

std::size_t Workspace::capacity_bytes() const noexcept {
  return sizeof(Workspace) + text.capacity_bytes() + stretch_text.capacity_bytes() +
         (pieces.spans.capacity() + pieces.next.capacity()) * sizeof(text::Span) +
         (raw_stretches.capacity() + normalized_stretches.capacity()) * sizeof(added::Stretch) +
         units.capacity_bytes() + normalized.capacity() + repaired.capacity() + tokens.capacity_bytes() +
         (fused != nullptr ? fused->capacity_bytes() : 0) + (texts ? texts->capacity_bytes() : 0);
}

void WorkspacePool::give_back(std::unique_ptr<Workspace> workspace) noexcept {
  if (workspace == nullptr) return;
  fused_bytes_.fetch_add(workspace->fused_bytes, std::memory_order_relaxed);
  staged_bytes_.fetch_add(workspace->staged_bytes, std::memory_order_relaxed);
  remembered_bytes_.fetch_add(workspace->remembered_bytes, std::memory_order_relaxed);
  const std::uint64_t bytes = workspace->given_bytes;
  workspace->given_bytes = workspace->fused_bytes = workspace->staged_bytes = workspace->remembered_bytes = 0;
  // No text of so many bytes makes it grow beyond what is kept: it is measured after longer ones.
  constexpr std::uint64_t kShortTexts = std::uint64_t{64} << 10;
  if (bytes <= kShortTexts || workspace->capacity_bytes() <= kMaxKeptBytes + cache_bytes_)
    idle_.give_back(std::move(workspace));
}

}  // namespace btt::pipeline
