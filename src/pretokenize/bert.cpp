#include "pretokenize/bert.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "simd/kernels.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {
namespace {

// The masks of this many bytes lie on the stack: enough to make the call of the kernel cheap.
constexpr std::size_t kBlockBytes = 1024;

// The reference splits twice, on white space and then on punctuation; one walk gives the same pieces.
template <typename Emit>
void split_ascii(std::string_view piece, const simd::KernelTable& kernels, Emit&& emit) {
  std::uint64_t spaces[kBlockBytes / 64];
  std::uint64_t punctuation[kBlockBytes / 64];
  std::size_t word = 0;
  for (std::size_t block = 0; block < piece.size(); block += kBlockBytes) {
    const std::size_t size = std::min(kBlockBytes, piece.size() - block);
    kernels.classify_ascii(piece.data() + block, size, spaces, punctuation);
    for (std::size_t at = 0; at < size; at += 64) {
      const std::uint64_t marks = punctuation[at / 64];
      for (std::uint64_t bits = spaces[at / 64] | marks; bits != 0; bits &= bits - 1) {
        const unsigned bit = lowest_bit(bits);
        const std::size_t here = block + at + bit;
        emit(word, here);
        if ((marks >> bit & 1) != 0) emit(here, here + 1);
        word = here + 1;
      }
    }
  }
  emit(word, piece.size());
}

template <typename Emit>
void split_any(std::string_view piece, Emit&& emit) {
  const char* const begin = piece.data();
  const char* const end = begin + piece.size();
  const auto at = [begin](const char* p) { return static_cast<std::size_t>(p - begin); };
  const char* word = begin;
  for (const char* p = begin; p < end;) {
    const char* const character = p;
    const std::uint32_t properties = unicode::properties(unicode::decode(p));
    if ((properties & (unicode::kWhiteSpace | unicode::kBertPunctuation)) == 0) continue;
    emit(at(word), at(character));
    if ((properties & unicode::kBertPunctuation) != 0) emit(at(character), at(p));
    word = p;
  }
  emit(at(word), piece.size());
}

}  // namespace

void Bert::apply(text::Pieces& pieces) const {
  const simd::KernelTable& kernels = simd::kernels();
  pieces.split_each([&kernels](std::string_view piece, auto&& emit) {
    if (kernels.is_ascii(piece.data(), piece.size())) {
      split_ascii(piece, kernels, emit);
    } else {
      split_any(piece, emit);
    }
  });
}

}  // namespace btt::pretokenize
