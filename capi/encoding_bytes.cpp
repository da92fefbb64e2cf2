// The format, integers in the machine's byte order:
//
//   "BTTENC" version(1 byte) byte-order mark(1 byte), then an encoding:
//   n tokens(u64), sequences(u64), overflow parts(u64)
//   ids, type ids, words, specials mask, attention mask (n x i32 each), offsets (n x 2 x i32)
//   n texts: size(u32), bytes
//   sequences: number(u64), begin(u64), end(u64)
//   overflow parts: encodings
#include "encoding_bytes.hpp"

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "guard.hpp"
#include "unicode/utf8.hpp"

namespace btt::capi {
namespace {

using encoding::Encoding;
using encoding::Offset;

constexpr char kMagic[] = "BTTENC\x01";  // the last byte is the version
constexpr std::size_t kMagicBytes = sizeof(kMagic) - 1;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr char kByteOrder = 'l';
#else
constexpr char kByteOrder = 'b';
#endif

// Recording a sequence compares it with all recorded before: more of them than any template makes would let a
// short input cost minutes.
constexpr std::size_t kMaxSequences = 4096;

std::size_t depth_of(const Encoding& encoding, std::size_t left) {
  std::size_t deepest = 0;
  if (left == 0) return 1;
  for (const Encoding& part : encoding.overflowing) deepest = std::max(deepest, depth_of(part, left - 1));
  return deepest + 1;
}

class Writer {
 public:
  template <typename T>
  void number(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }

  template <typename T>
  void array(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (!values.empty()) out_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }

  void encoding(const Encoding& encoding) {
    if (encoding.sequence_ranges().size() > kMaxSequences) {
      throw Error(Status::kLimit, "an encoding of more than " + std::to_string(kMaxSequences) + " sequences");
    }
    number<std::uint64_t>(encoding.size());
    number<std::uint64_t>(encoding.sequence_ranges().size());
    number<std::uint64_t>(encoding.overflowing.size());
    array(encoding.ids);
    array(encoding.type_ids);
    array(encoding.words);
    array(encoding.special_tokens_mask);
    array(encoding.attention_mask);
    array(encoding.offsets);
    for (const std::string& token : encoding.tokens) {
      number(static_cast<std::uint32_t>(token.size()));
      out_.append(token);
    }
    for (const Encoding::SequenceRange& range : encoding.sequence_ranges()) {
      number<std::uint64_t>(range.sequence);
      number<std::uint64_t>(range.tokens.first);
      number<std::uint64_t>(range.tokens.second);
    }
    for (const Encoding& part : encoding.overflowing) this->encoding(part);
  }

  void header() {
    out_.append(kMagic, kMagicBytes);
    out_.push_back(kByteOrder);
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  Encoding read() {
    if (bytes_.substr(0, kMagicBytes) != std::string_view(kMagic, kMagicBytes)) {
      fail("not a serialised encoding of this version");
    }
    at_ = kMagicBytes;
    if (number<char>() != kByteOrder) fail("a serialised encoding of another byte order");
    Encoding result = encoding(kMaxEncodingDepth);
    if (at_ != bytes_.size()) fail("bytes behind the end of a serialised encoding");
    return result;
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Error(Status::kParse, what, kNowhere, static_cast<std::int64_t>(at_));
  }

  // The next `bytes` bytes. Sizes are compared with what is left before anything is allocated for them.
  const char* take(std::size_t bytes) {
    if (bytes > bytes_.size() - at_) fail("a serialised encoding ends too early");
    const char* data = bytes_.data() + at_;
    at_ += bytes;
    return data;
  }

  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
    return value;
  }

  std::size_t count(std::size_t bytes_each) {
    const auto value = number<std::uint64_t>();
    if (value > (bytes_.size() - at_) / bytes_each) fail("a serialised encoding counts more than it holds");
    return static_cast<std::size_t>(value);
  }

  template <typename T>
  void array(std::vector<T>& values, std::size_t size) {
    const char* data = take(size * sizeof(T));
    values.resize(size);
    if (size != 0) std::memcpy(values.data(), data, size * sizeof(T));
  }

  Encoding encoding(std::size_t depth) {
    if (depth == 0) fail("overflow parts are nested too deep");
    Encoding result;
    const std::size_t size = count(kBytesPerToken);
    const std::size_t sequences = count(kBytesPerSequence);
    const std::size_t parts = count(kBytesPerEncoding);
    if (sequences > kMaxSequences) fail("too many sequences");
    array(result.ids, size);
    array(result.type_ids, size);
    array(result.words, size);
    array(result.special_tokens_mask, size);
    array(result.attention_mask, size);
    array(result.offsets, size);
    for (const Offset offset : result.offsets) {
      if (offset.begin < 0 || offset.end < 0) fail("a negative offset");
    }
    result.tokens.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto bytes = number<std::uint32_t>();
      const std::string_view token(take(bytes), bytes);
      if (unicode::find_invalid(token) != unicode::kNpos) fail("a token that is no UTF-8");
      result.tokens.emplace_back(token);
    }
    for (std::size_t i = 0; i < sequences; ++i) {
      const auto sequence = number<std::uint64_t>();
      const auto begin = number<std::uint64_t>();
      const auto end = number<std::uint64_t>();
      if (begin > end || end > size) fail("a sequence outside the tokens");
      result.record_sequence(static_cast<std::size_t>(sequence),
                             encoding::Range{static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
    }
    result.overflowing.reserve(parts);
    for (std::size_t i = 0; i < parts; ++i) result.overflowing.push_back(encoding(depth - 1));
    return result;
  }

  static constexpr std::size_t kBytesPerToken = 7 * sizeof(std::int32_t) + sizeof(std::uint32_t);
  static constexpr std::size_t kBytesPerSequence = 3 * sizeof(std::uint64_t);
  static constexpr std::size_t kBytesPerEncoding = 3 * sizeof(std::uint64_t);

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

void check_depth(const Encoding& encoding) {
  if (depth_of(encoding, kMaxEncodingDepth) > kMaxEncodingDepth) {
    throw Error(Status::kLimit,
                "overflow parts are nested more than " + std::to_string(kMaxEncodingDepth) + " deep");
  }
}

std::string encoding_to_bytes(const Encoding& encoding) {
  check_depth(encoding);
  Writer writer;
  writer.header();
  writer.encoding(encoding);
  return writer.take();
}

Encoding encoding_from_bytes(std::string_view bytes) {
  return Reader(bytes).read();
}

}  // namespace btt::capi
