// Workspace: what one worker needs to encode texts, kept warm between calls in a pool that the tokenizer
// owns.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "added/added_vocabulary.hpp"
#include "base/idle_pool.hpp"
#include "fused/cache_size.hpp"
#include "fused/encoder.hpp"
#include "model/token_buffer.hpp"
#include "pipeline/text_cache.hpp"
#include "text/aligned_text.hpp"
#include "text/offset_units.hpp"
#include "text/pieces.hpp"

namespace btt::pipeline {

struct Workspace {
  text::AlignedText text;
  text::AlignedText stretch_text;  // copy of a part of `text` for a pre-tokenizer that rewrites
  text::Pieces pieces;
  std::vector<added::Stretch> raw_stretches;
  std::vector<added::Stretch> normalized_stretches;
  text::OffsetConverter units;
  std::string normalized;  // a text as the normalizer makes it, where only that is asked for
  std::string repaired;    // a text whose ill-formed UTF-8 was replaced
  model::TokenBuffer tokens;
  std::unique_ptr<fused::Scratch> fused;  // of the tokenizer's encoder, made at the first use
  std::optional<TextCache> texts;         // likewise
  // Bytes of text since the workspace was taken: given, and encoded.
  std::uint64_t given_bytes = 0;
  std::uint64_t fused_bytes = 0;
  std::uint64_t staged_bytes = 0;
  std::uint64_t remembered_bytes = 0;  // of those two

  std::size_t capacity_bytes() const noexcept;
};

// Workspaces that no call uses just now.
class WorkspacePool {
 public:
  class Lease {
   public:
    Lease(WorkspacePool& pool, std::unique_ptr<Workspace> workspace)
        : pool_(&pool), workspace_(std::move(workspace)) {}
    ~Lease() { pool_->give_back(std::move(workspace_)); }
    Lease(Lease&& other) noexcept = default;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;

    Workspace& operator*() const noexcept { return *workspace_; }
    Workspace* operator->() const noexcept { return workspace_.get(); }

   private:
    WorkspacePool* pool_;
    std::unique_ptr<Workspace> workspace_;
  };

  // Bytes that the caches of a worker may take, 0 = what the encoder thinks right. Set before the first use;
  // BTT_CACHE_BYTES until then.
  void set_cache_bytes(std::size_t bytes) noexcept { cache_bytes_ = bytes; }
  std::size_t cache_bytes() const noexcept { return cache_bytes_; }
  // Whether workers remember whole texts.
  bool remembers_texts() const noexcept { return remembers_texts_; }

  Lease take() { return Lease(*this, idle_.take()); }
  // Frees what is idle.
  void trim() noexcept { idle_.trim(); }
  std::size_t idle_bytes() const noexcept { return idle_.idle_bytes(); }

  // Bytes of text that workspaces given back have encoded: by the fused encoder, by the stages; and of both,
  // those whose tokens were remembered.
  std::uint64_t fused_bytes() const noexcept { return fused_bytes_.load(std::memory_order_relaxed); }
  std::uint64_t staged_bytes() const noexcept { return staged_bytes_.load(std::memory_order_relaxed); }
  std::uint64_t remembered_bytes() const noexcept {
    return remembered_bytes_.load(std::memory_order_relaxed);
  }

 private:
  void give_back(std::unique_ptr<Workspace> workspace) noexcept;

  std::size_t cache_bytes_ = fused::environment_cache_bytes();
  bool remembers_texts_ = fused::environment_remembers_texts();
  std::atomic<std::uint64_t> fused_bytes_{0};
  std::atomic<std::uint64_t> staged_bytes_{0};
  std::atomic<std::uint64_t> remembered_bytes_{0};
  // More idle ones are not kept: a server with many request threads would hold memory for its busiest moment;
  // nor one that a huge text has grown beyond so many bytes and what its caches may take.
  static constexpr std::size_t kMaxIdle = 64;
  static constexpr std::size_t kMaxKeptBytes = std::size_t{64} << 20;
  IdlePool<Workspace> idle_{kMaxIdle};  // give_back() looks at their size
};

}  // namespace btt::pipeline
