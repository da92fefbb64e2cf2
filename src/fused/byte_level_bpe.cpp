#include "fused/byte_level_bpe.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "fused/word_cache.hpp"
#include "normalize/nfc_check.hpp"
#include "normalize/unicode_form.hpp"
#include "pretokenize/byte_level.hpp"
#include "pretokenize/sequence.hpp"
#include "pretokenize/split.hpp"
#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;

// Words whose cache lines are asked for before the first of them is needed.
constexpr std::size_t kGroup = 64;
// 2.5 MiB: words of scripts that the vocabulary knows little of have many tokens. With a fifth of it a second
// pass over passages of twelve languages takes twice the time (gpt2).
constexpr std::size_t kSpilledIds = std::size_t{640} << 10;

struct Item {
  PackedKey key;
  std::uint32_t at;  // in the scanned text
  std::uint32_t size;
  std::uint32_t set;
};

struct Buffers final : Scratch {
  WordCache cache{kSpilledIds};
  PretokenScan scan;
  ByteMerges::Scratch merges;
  std::string prefixed;              // the text behind a space
  std::string key;                   // a word in printable characters
  std::vector<std::int32_t> ids;     // of a group
  std::vector<std::int32_t> pieces;  // of a word
  std::uint32_t ends[kGroup];
  Item items[kGroup];

  std::size_t capacity_bytes() const noexcept override {
    return sizeof(Buffers) + cache.capacity_bytes() + merges.capacity_bytes() + prefixed.capacity() +
           key.capacity() + (ids.capacity() + pieces.capacity()) * sizeof(std::int32_t);
  }
};

bool continues(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

// One call of encode().
class ByteLevelBpe::Walk {
 public:
  // `text` is what is scanned: with `prefix` bytes in front of what was given, which begins at `shift`.
  Walk(const ByteLevelBpe& encoder, Buffers& buffers, std::string_view text, std::uint32_t prefix,
       std::uint32_t shift, model::TokenBuffer& out)
      : encoder_(encoder), buffers_(buffers), text_(text), prefix_(prefix), shift_(shift), out_(out) {}

  void run(std::size_t limit, std::int32_t& word);

 private:
  void prepare(std::size_t count) noexcept;
  template <bool kDetails>
  void look_up(std::size_t count, std::int32_t word);
  void add_details(const Item& item, const std::int32_t* ids, std::size_t count, std::int32_t word);
  WordCache::Tokens resolve(const Item& item);

  const ByteLevelBpe& encoder_;
  Buffers& buffers_;
  std::string_view text_;
  std::uint32_t prefix_;
  std::uint32_t shift_;
  model::TokenBuffer& out_;
  std::uint32_t done_ = 0;
};

void ByteLevelBpe::Walk::run(std::size_t limit, std::int32_t& word) {
  buffers_.scan.start(text_);
  const bool details = out_.wants_spans || out_.wants_words;
  while (out_.size() < limit) {
    const std::size_t count = encoder_.shape_.scan(buffers_.scan, buffers_.ends, kGroup);
    if (count == 0) return;
    // A token for each byte, and the four that are stored at a time.
    const std::size_t most = buffers_.ends[count - 1] - done_ + WordCache::kInlineIds;
    if (buffers_.ids.size() < most) buffers_.ids.resize(2 * most);
    prepare(count);
    if (details) {
      look_up<true>(count, word);
    } else {
      look_up<false>(count, word);
    }
    word += static_cast<std::int32_t>(count);
  }
}

// Makes the keys of a group of words and asks for their cache lines.
void ByteLevelBpe::Walk::prepare(std::size_t count) noexcept {
  const char* const text = text_.data();
  for (std::size_t i = 0; i < count; ++i) {
    Item& item = buffers_.items[i];
    const std::size_t size = buffers_.ends[i] - done_;
    const char* const word = text + done_;
    item.at = done_;
    item.size = static_cast<std::uint32_t>(size);
    done_ = buffers_.ends[i];
    if (size > kMaxKeyBytes) {
      // A word beyond the cache has the hash of its beginning, which is never looked for.
      item.key = WordCache::long_key(std::string_view(word, std::min(size, WordCache::kMaxWordBytes)));
    } else if (item.at + kKeyPadding <= text_.size()) {
      item.key = key_of(word, size);
    } else {
      char padded[kKeyPadding] = {};
      std::memcpy(padded, word, size);
      item.key = key_of(padded, size);
    }
    item.set = static_cast<std::uint32_t>(WordCache::set_of(item.key));
    buffers_.cache.prefetch(item.set);
  }
}

template <bool kDetails>
void ByteLevelBpe::Walk::look_up(std::size_t words, std::int32_t word) {
  std::int32_t* const ids = buffers_.ids.data();
  std::int32_t* end = ids;
  const WordCache& cache = buffers_.cache;
  for (std::size_t i = 0; i < words; ++i) {
    const Item& item = buffers_.items[i];
    const WordCache::Entry* entry = nullptr;
    if (item.size <= kMaxKeyBytes) {
      entry = cache.find(item.set, item.key);
    } else if (item.size <= WordCache::kMaxWordBytes) {
      entry = cache.find_long(item.set, item.key, text_.substr(item.at, item.size));
    }
    std::size_t count = 0;
    if (entry != nullptr && !WordCache::is_spilled(*entry)) {
      std::memcpy(end, entry->ids, sizeof(entry->ids));
      count = WordCache::count_of(*entry);
    } else {
      const WordCache::Tokens tokens = entry != nullptr ? cache.spilled(*entry) : resolve(item);
      std::memcpy(end, tokens.ids, tokens.count * sizeof(std::int32_t));
      count = tokens.count;
    }
    if (kDetails) add_details(item, end, count, word + static_cast<std::int32_t>(i));
    end += count;
  }
  out_.ids.insert(out_.ids.end(), ids, end);
}

void ByteLevelBpe::Walk::add_details(const Item& item, const std::int32_t* ids, std::size_t count,
                                     std::int32_t word) {
  if (out_.wants_words) out_.words.insert(out_.words.end(), count, word);
  if (!out_.wants_spans) return;
  std::uint32_t at = item.at;
  for (std::size_t i = 0; i < count; ++i) {
    // A token has the ranges of all characters that a byte of it belongs to; the prefix has that of the
    // first.
    std::uint32_t begin = std::max(at, prefix_);
    at += encoder_.token_bytes_[static_cast<std::size_t>(ids[i])];
    std::uint32_t end = std::max(at, prefix_ + 1);
    while (continues(text_[begin])) --begin;
    while (end < text_.size() && continues(text_[end])) ++end;
    out_.spans.push_back(Span{begin - prefix_ + shift_, end - prefix_ + shift_});
  }
}

// The tokens of a word that the cache does not know.
WordCache::Tokens ByteLevelBpe::Walk::resolve(const Item& item) {
  const std::string_view word = text_.substr(item.at, item.size);
  std::vector<std::int32_t>& pieces = buffers_.pieces;
  std::int32_t whole = vocab::kNoId;
  if (encoder_.model_.options().ignore_merges && word.size() <= encoder_.model_.vocab().max_token_bytes()) {
    buffers_.key.clear();
    for (const char byte : word)
      unicode::append(buffers_.key, text::kByteChars[static_cast<unsigned char>(byte)]);
    whole = encoder_.model_.vocab().find(buffers_.key);
  }
  if (whole != vocab::kNoId) {
    pieces.assign(1, whole);
  } else {
    encoder_.merges_.merge(word, buffers_.merges, pieces);
  }
  if (word.size() <= kMaxKeyBytes) {
    buffers_.cache.insert(item.set, item.key, pieces.data(), pieces.size());
  } else if (word.size() <= WordCache::kMaxWordBytes) {
    buffers_.cache.insert_long(item.set, item.key, word, pieces.data(), pieces.size());
  }
  return WordCache::Tokens{pieces.data(), pieces.size()};
}

std::unique_ptr<const Encoder> ByteLevelBpe::make(const normalize::Normalizer& normalizer,
                                                  const pretokenize::PreTokenizer& pre_tokenizer,
                                                  const model::Model& model) {
  const auto* bpe = dynamic_cast<const model::Bpe*>(&model);
  if (bpe == nullptr) return nullptr;
  Shape shape{false, false, nullptr};
  if (const auto* form = dynamic_cast<const normalize::UnicodeNormalizer*>(&normalizer)) {
    if (form->form() != normalize::UnicodeForm::kNfc) return nullptr;
    shape.normalizes = true;
  } else if (dynamic_cast<const normalize::Passthrough*>(&normalizer) == nullptr) {
    return nullptr;
  }
  if (const auto* bytes = dynamic_cast<const pretokenize::ByteLevel*>(&pre_tokenizer)) {
    if (bytes->pattern() == nullptr) return nullptr;
    shape.adds_prefix_space = bytes->adds_prefix_space();
    shape.scan = scan_function(bytes->pattern()->known_text());
  } else if (const auto* sequence = dynamic_cast<const pretokenize::Sequence*>(&pre_tokenizer)) {
    if (sequence->members().size() != 2) return nullptr;
    const auto* split = dynamic_cast<const pretokenize::Split*>(sequence->members()[0].get());
    const auto* plain = dynamic_cast<const pretokenize::ByteLevel*>(sequence->members()[1].get());
    if (split == nullptr || plain == nullptr || plain->pattern() != nullptr || plain->adds_prefix_space())
      return nullptr;
    // The matches cover the text, so nothing lies between them.
    const bool keeps_matches =
        split->behavior() == pretokenize::SplitBehavior::kIsolated ||
        (split->behavior() == pretokenize::SplitBehavior::kRemoved && split->inverts());
    if (!keeps_matches) return nullptr;
    shape.scan = scan_function(split->pattern().known_text());
  }
  if (shape.scan == nullptr || !ByteMerges::serves(*bpe)) return nullptr;
  return std::unique_ptr<const Encoder>(new ByteLevelBpe(shape, *bpe));
}

ByteLevelBpe::ByteLevelBpe(const Shape& shape, const model::Bpe& model)
    : shape_(shape),
      model_(model),
      merges_(model),
      token_bytes_(static_cast<std::size_t>(model.vocab().max_id()) + 1) {
  for (const vocab::Vocab::Entry& entry : model.vocab().entries()) {
    token_bytes_[static_cast<std::size_t>(entry.id)] =
        static_cast<std::uint32_t>(unicode::count_code_points(model.vocab().text(entry)));
  }
}

std::unique_ptr<Scratch> ByteLevelBpe::make_scratch() const {
  return std::make_unique<Buffers>();
}

bool ByteLevelBpe::leaves_text(std::string_view text) const {
  return !shape_.normalizes || unicode::is_ascii(text) || normalize::is_nfc(text);
}

bool ByteLevelBpe::encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
                          Scratch& scratch, model::TokenBuffer& out) const {
  if (!leaves_text(text)) return false;
  auto& buffers = static_cast<Buffers&>(scratch);
  std::uint32_t prefix = 0;
  if (shape_.adds_prefix_space && !text.empty() && text.front() != ' ') {
    buffers.prefixed.assign(1, ' ');
    buffers.prefixed.append(text);
    text = buffers.prefixed;
    prefix = 1;
  }
  Walk(*this, buffers, text, prefix, shift, out).run(limit, word);
  return true;
}

std::size_t ByteLevelBpe::memory_bytes() const noexcept {
  return sizeof(ByteLevelBpe) + token_bytes_.capacity() * sizeof(std::uint32_t);
}

}  // namespace btt::fused
