// TextCache: texts that a worker has met more than once, with their tokens. Bounded; one worker's own, so
// without a lock.
//
// The first time a tag of the hash is written down and nothing else: what never comes again costs no memory
// traffic. The second time text and tokens are copied to a ring, where the newest takes the place of the
// oldest. From then on: hash, comparison byte by byte, copy of the tokens.
//
// The tags' table is too large to be near in a busy cache, and waiting for a line of it took a tenth of the
// time of a new text. So a bit a hash, few enough to be near, says first whether the text may have come
// before; if not, the line is asked for, and written when the text has been encoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/grown_array.hpp"
#include "model/token_buffer.hpp"
#include "text/offset_units.hpp"

namespace btt::pipeline {

class TextCache {
 public:
  // Shorter texts are encoded as fast as they are found.
  static constexpr std::size_t kLeastText = 16;
  // Of the table and the ring, with less than this there is no cache.
  static constexpr std::size_t kLeastBytes = std::size_t{256} << 10;
  // Of the ring; more would be read from main memory.
  static constexpr std::size_t kMostBytes = std::size_t{3} << 20;

  // Of at most so many bytes.
  explicit TextCache(std::size_t bytes) noexcept;

  // What else decides how a text is encoded, and who did.
  struct Sequence {
    std::int32_t words = 0;
    std::uint32_t fused_bytes = 0;
    std::uint32_t staged_bytes = 0;
  };

  // What a text is encoded with that has a say in its tokens, or is not to have any and is put to the test.
  struct Manner {
    bool special_as_text = false;
    std::uint32_t level = 0;                           // of SIMD
    text::OffsetUnit unit = text::OffsetUnit::kBytes;  // of spans; nothing else depends on it
    std::uint32_t flags() const noexcept { return (special_as_text ? 1U : 0U) | level << 1; }
  };

  // What look_up() found out about a text whose tokens it did not know.
  enum class State {
    kIgnored,  // nothing is to be done: not of a size to be remembered, or its tag has just been written down
    kUnseen,   // its tag is not written down yet
    kWanted,   // it came before
  };
  struct Place {
    std::uint64_t hash = 0;
    State state = State::kIgnored;
    text::OffsetUnit unit = text::OffsetUnit::kBytes;
  };

  // Appends the tokens of a text to `out`, which is empty, with the details that it wants; false where they
  // are not known.
  bool look_up(std::string_view text, const Manner& manner, model::TokenBuffer& out, Sequence& sequence,
               Place& place);
  // After the text was encoded: writes its tag down; true where it came before, then keep() it.
  bool wants(Place& place) noexcept;
  // Takes the tokens of a text that is wanted.
  void keep(const Place& place, std::string_view text, const model::TokenBuffer& tokens,
            const Sequence& sequence);

  std::size_t capacity_bytes() const noexcept {
    return sets_.capacity() * sizeof(Set) + seen_.capacity() * sizeof(std::uint64_t) + ring_.capacity();
  }

 private:
  // The older ones stand behind. A unit is 16 bytes, counted through all rounds of the ring.
  static constexpr std::size_t kWays = 4;
  struct Set {
    std::uint32_t tags[kWays];
    std::uint32_t units[kWays];  // kSeen: no tokens yet
  };
  struct Header;

  bool may_be_seen(std::uint64_t hash) noexcept;
  Set& set_of(std::uint64_t hash) noexcept;
  std::uint32_t put_first(Place& place) noexcept;
  const Header* entry_at(std::uint32_t unit) const noexcept;
  char* room(std::size_t bytes, std::uint32_t& unit);
  void forget() noexcept;

  std::size_t ring_bytes_;
  GrownArray<Set> sets_;
  GrownArray<std::uint64_t> seen_;  // a bit a hash: clear where the text did not come before, or long ago
  std::uint32_t new_texts_ = 0;     // since all bits were cleared
  GrownArray<char> ring_;
  std::uint64_t written_ = 0;  // units, those that were left out at the end of a round too
};

}  // namespace btt::pipeline
