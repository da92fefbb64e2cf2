#include "fused/byte_level_bpe.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "fused/word_cache.hpp"
#include "fused/word_group.hpp"
#include "normalize/nfc_check.hpp"
#include "text/byte_chars.hpp"
#include "text/pieces.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;

// 1.25 MiB: words of scripts that the vocabulary knows little of have many tokens. With 0.5 MiB a second pass
// over passages of twelve languages takes twice the time (gpt2).
constexpr std::size_t kSpilledIds = std::size_t{320} << 10;

using Item = WordGroup::Item;

struct Buffers final : Scratch {
  Buffers(std::size_t cache_bytes, const SeedWords& seeds)
      : Scratch(nullptr), cache(kSpilledIds, cache_bytes, &seeds) {}

  WordCache cache;
  WordGroup group;
  PretokenScan scan;
  PairMerges::Scratch merges;
  std::string prefixed;                  // the text behind a space; or several texts, one behind the other
  std::vector<std::uint32_t> text_ends;  // where these end
  // The texts of which a group has words, and how many it has of the first one, the first two, ...
  std::uint32_t word_ends[WordGroup::kAhead];
  // Words in printable characters, one behind the other, where they end, and their hashes.
  std::string keys;
  std::size_t key_ends[WordGroup::kMostMissing];
  std::uint64_t hashes[WordGroup::kMostMissing];
  text::AlignedText cut;  // the text for a chain of pre-tokenizers
  text::Pieces words;     // what they make of it

  std::size_t capacity_bytes() const noexcept override {
    return sizeof(Buffers) + cache.capacity_bytes() + group.capacity_bytes() + merges.capacity_bytes() +
           prefixed.capacity() + text_ends.capacity() * sizeof(std::uint32_t) + keys.capacity() +
           cut.capacity_bytes() + (words.spans.capacity() + words.next.capacity()) * sizeof(Span);
  }
};

// The bytes that a token stands for, of none or too many of them nobody's key. `token` is padded.
PackedKey key_of_token(std::string_view token) {
  // Most are a space, which is two bytes here, and ASCII.
  constexpr std::string_view kSpace = "\u0120";
  if (token.size() - 1 <= kMaxKeyBytes && token.substr(0, 2) == kSpace) {
    PackedKey key = key_of(token.data() + 1, token.size() - 1);
    key.lo = (key.lo & ~std::uint64_t{0xFF}) | ' ';
    // Printable: what else is ASCII stands for no byte.
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
    if (std::all_of(token.begin() + 2, token.end(), is_printable)) return key;
  }
  char bytes[kKeyPadding] = {};
  std::size_t size = 0;
  const char* p = token.data();
  for (const char* const end = p + token.size(); p != end;) {
    const int byte = text::byte_of_char(unicode::decode(p));
    if (byte < 0 || size == kMaxKeyBytes) return PackedKey{};
    bytes[size++] = static_cast<char>(byte);
  }
  return size == 0 ? PackedKey{} : key_of(bytes, size);
}

// Words that need no merging: those that the model takes whole, or that merges make of themselves.
SeedWords seeds_of(const model::Bpe& model, const ByteMerges& merges) {
  const vocab::Vocab& vocab = model.vocab();
  const auto key = [&vocab](std::int32_t id) { return key_of_token(vocab.token(id)); };
  std::vector<std::int32_t> ids;
  if (model.options().ignore_merges) {
    // Tokens of such a vocabulary stand in the order of their merges.
    for (std::int32_t id = 0; id <= vocab.max_id() && ids.size() < SeedWords::kMost; ++id) ids.push_back(id);
  } else {
    ids = merges.own_tokens(model, SeedWords::kMost);
  }
  ids.erase(std::remove_if(ids.begin(), ids.end(), [&](std::int32_t id) { return key(id).hi == 0; }),
            ids.end());
  return SeedWords(std::move(ids), key);
}

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
  void run_many(std::size_t* ends);

 private:
  void run_to_end(std::int32_t& word);
  void start();
  std::size_t next_words(std::size_t first, std::size_t& most);
  auto resolver() {
    return [this](const Item* const* items, std::size_t count, WordGroup::Resolved& resolved) {
      resolve(items, count, resolved);
    };
  }
  // The first `words` words of the group, as WordGroup::look_up().
  template <typename Details>
  void look_up(std::size_t words, std::size_t most, Details&& details) {
    buffers_.group.look_up(text_, words, most, buffers_.cache, out_.ids, resolver(), details);
  }
  void add_details(const Item& item, const std::int32_t* ids, std::size_t count, std::int32_t word);
  void add_spans(const Item& item, const std::int32_t* ids, std::size_t count);
  void add_span(std::uint32_t begin, std::uint32_t end);
  void add_whole_span(std::uint32_t begin, std::uint32_t end);
  bool add_shifted_spans(const Item& item, const std::int32_t* ids, std::size_t count);
  void find_whole_words(const Item* const* items, std::size_t count);
  std::string_view whole_key(std::size_t number) const noexcept {
    const std::size_t begin = number == 0 ? 0 : buffers_.key_ends[number - 1];
    return std::string_view(buffers_.keys).substr(begin, buffers_.key_ends[number] - begin);
  }
  std::int32_t whole_word(std::size_t number) const;
  void resolve(const Item* const* items, std::size_t count, WordGroup::Resolved& resolved);

  const ByteLevelBpe& encoder_;
  Buffers& buffers_;
  std::string_view text_;
  std::uint32_t prefix_;
  std::uint32_t shift_;
  model::TokenBuffer& out_;
  std::uint32_t done_ = 0;  // bytes, or words of a chain
  const bool has_whole_words_ = encoder_.shape_.keeps_characters && !encoder_.merges_.lacks_bytes();
  // Where the details of the next token go.
  Span* span_ = nullptr;
  std::int32_t* word_ = nullptr;
};

void ByteLevelBpe::Walk::run(std::size_t limit, std::int32_t& word) {
  start();
  const bool details = out_.wants_spans || out_.wants_words;
  if (!details && limit == kNoLimit) return run_to_end(word);
  while (out_.size() < limit) {
    std::size_t most = 0;  // tokens: one for each byte
    const std::size_t count = next_words(0, most);
    if (count == 0) return;
    if (details) {
      span_ = out_.room_for_spans(most);
      word_ = out_.room_for_words(most);
      look_up(count, most, [&](std::size_t i, const Item& item, const std::int32_t* ids, std::size_t tokens) {
        add_details(item, ids, tokens, word + static_cast<std::int32_t>(i));
      });
      out_.finish_details();
    } else {
      look_up(count, most, WordGroup::NoDetails());
    }
    word += static_cast<std::int32_t>(count);
  }
}

// All tokens, ids only: words are found out many together.
void ByteLevelBpe::Walk::run_to_end(std::int32_t& word) {
  WordGroup& group = buffers_.group;
  group.start();
  std::size_t words = 0;  // in the group
  std::size_t most = 0;
  for (std::size_t count = 1; count != 0;) {
    std::size_t most_here = 0;
    count = next_words(words, most_here);
    group.find_words(text_, words, words + count, most_here, buffers_.cache);
    words += count;
    most += most_here;
    word += static_cast<std::int32_t>(count);
    if (count != 0 && !group.is_ready(words)) continue;
    group.add_words(text_, most, buffers_.cache, out_.ids, resolver());
    words = most = 0;
  }
}

// The text is several, which end where buffers_.text_ends says.
void ByteLevelBpe::Walk::run_many(std::size_t* ends) {
  WordGroup& group = buffers_.group;
  group.start();
  std::size_t words = 0;   // in the group
  std::size_t found = 0;   // of them, that have been looked up
  std::uint32_t done = 0;  // bytes
  std::uint32_t found_to = 0;
  std::uint32_t group_begin = 0;
  std::size_t text = 0;         // the first one of which the group has words
  std::size_t ended = 0;        // how many texts end in the group
  std::size_t found_texts = 0;  // how many of them end in what has been looked up
  const auto find = [&] {
    group.find_texts(text_, found, words, done - found_to, buffers_.cache, buffers_.word_ends + found_texts,
                     ended - found_texts, ends + text + found_texts);
    found = words;
    found_to = done;
    found_texts = ended;
  };
  const auto end_group = [&] {
    find();
    group.add_texts(text_, done - group_begin, buffers_.cache, out_.ids, resolver(), buffers_.word_ends,
                    ended, ends + text);
    text += ended;
    group_begin = done;
    ended = found_texts = words = found = 0;
  };
  std::uint32_t begin = 0;
  for (const std::uint32_t end : buffers_.text_ends) {
    buffers_.scan.start(text_.substr(begin, end - begin));
    for (;;) {
      const std::size_t count =
          encoder_.shape_.scan(buffers_.scan, group.ends + words, WordGroup::kAhead - (words - found));
      if (count == 0) break;
      for (std::size_t i = words; i < words + count; ++i) group.ends[i] += begin;
      group.prepare(text_, done, words, words + count, buffers_.cache);
      words += count;
      done = group.ends[words - 1];
      if (words - found < WordGroup::kAhead) continue;
      find();
      if (group.is_ready(words)) end_group();
    }
    buffers_.word_ends[ended++] = static_cast<std::uint32_t>(words);
    if (ended == WordGroup::kAhead) end_group();
    begin = end;
  }
  end_group();
}

void ByteLevelBpe::Walk::start() {
  const ByteLevelShape& shape = encoder_.shape_;
  if (shape.scan != nullptr || shape.scan_spans != nullptr) return buffers_.scan.start(text_);
  buffers_.cut.reset(text_, 0, false);
  buffers_.words.text = &buffers_.cut;
  buffers_.words.spans.assign(1, Span{0, static_cast<std::uint32_t>(text_.size())});
  for (const pretokenize::PreTokenizer* member : shape.chain) member->apply(buffers_.words);
}

// Prepares the next words, those of the group from `first` on, and answers how many there are.
std::size_t ByteLevelBpe::Walk::next_words(std::size_t first, std::size_t& most) {
  const ByteLevelShape& shape = encoder_.shape_;
  WordGroup& group = buffers_.group;
  std::size_t count = 0;
  if (shape.scan != nullptr) {
    count = shape.scan(buffers_.scan, group.ends + first, WordGroup::kAhead);
    if (count == 0) return 0;
    group.prepare(text_, done_, first, first + count, buffers_.cache);
    const std::uint32_t end = group.ends[first + count - 1];
    most = end - done_;
    done_ = end;
    return count;
  }
  const Span* words = group.spans;
  if (shape.scan_spans != nullptr) {
    count = shape.scan_spans(buffers_.scan, group.spans, WordGroup::kAhead);
  } else {
    words = buffers_.words.spans.data() + done_;
    count = std::min(WordGroup::kAhead, buffers_.words.spans.size() - done_);
    done_ += static_cast<std::uint32_t>(count);
  }
  if (count == 0) return 0;
  group.prepare(text_, words, first, first + count, buffers_.cache);
  most = words[count - 1].end - words[0].begin;
  return count;
}

inline void ByteLevelBpe::Walk::add_details(const Item& item, const std::int32_t* ids, std::size_t count,
                                            std::int32_t word) {
  if (out_.wants_words) word_ = std::fill_n(word_, count, word);
  if (!out_.wants_spans) return;
  // Most words are one token, whose size is no question.
  if (count == 1 && item.at >= prefix_ && has_whole_words_)
    return add_whole_span(item.at, item.at + item.size);
  add_spans(item, ids, count);
}

void ByteLevelBpe::Walk::add_spans(const Item& item, const std::int32_t* ids, std::size_t count) {
  if (encoder_.merges_.lacks_bytes() && add_shifted_spans(item, ids, count)) return;
  std::uint32_t at = item.at;
  if (item.at >= prefix_ && item.size <= kMaxKeyBytes && is_ascii(item.key)) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t begin = at;
      at += encoder_.token_bytes_.of(ids[i]);
      add_whole_span(begin, at);
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t begin = at;
    at += encoder_.token_bytes_.of(ids[i]);
    add_span(begin, at);
  }
}

// Of a token behind the prefix that begins and ends between characters.
inline void ByteLevelBpe::Walk::add_whole_span(std::uint32_t begin, std::uint32_t end) {
  *span_++ = Span{begin - prefix_ + shift_, end - prefix_ + shift_};
}

// A token has the ranges of all characters that a byte of it belongs to; the prefix has that of the first.
inline void ByteLevelBpe::Walk::add_span(std::uint32_t begin, std::uint32_t end) {
  begin = std::max(begin, prefix_);
  end = std::max(end, prefix_ + 1);
  while (continues(text_[begin])) --begin;
  while (end < text_.size() && continues(text_[end])) ++end;
  *span_++ = Span{begin - prefix_ + shift_, end - prefix_ + shift_};
}

// Where bytes have vanished the tokens stand, as in the reference, as if they had not been there, counted in
// the printed characters' UTF-8. False: none has.
bool ByteLevelBpe::Walk::add_shifted_spans(const Item& item, const std::int32_t* ids, std::size_t count) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) bytes += encoder_.token_bytes_.of(ids[i]);
  if (bytes == item.size) return false;
  const auto printed_size = [&](std::uint32_t at) {
    return unicode::length_of(text::kByteChars[static_cast<unsigned char>(text_[at])]);
  };
  std::uint32_t at = item.at;
  std::size_t printed = 0;  // before `at`
  std::size_t end = 0;
  const auto go_to = [&](std::size_t position) {
    for (std::size_t size = 0; size = printed_size(at), printed + size <= position; ++at) printed += size;
  };
  for (std::size_t i = 0; i < count; ++i) {
    go_to(end);
    const std::uint32_t first = at;
    end += encoder_.model_.vocab().token(ids[i]).size();
    go_to(end - 1);
    add_span(first, at + 1);
  }
  return true;
}

// Where the model takes words that the vocabulary has whole: makes the keys of these words and asks for the
// memory that they are looked for in, which otherwise would be waited for three times a word.
void ByteLevelBpe::Walk::find_whole_words(const Item* const* items, std::size_t count) {
  const vocab::Vocab& vocab = encoder_.model_.vocab();
  buffers_.keys.clear();
  for (std::size_t i = 0; i < count; ++i) {
    // No token has fewer bytes than what it stands for; an empty key is nobody's.
    if (items[i]->size <= vocab.max_token_bytes()) {
      for (const char byte : text_.substr(items[i]->at, items[i]->size))
        unicode::append(buffers_.keys, text::kByteChars[static_cast<unsigned char>(byte)]);
    }
    buffers_.key_ends[i] = buffers_.keys.size();
    buffers_.hashes[i] = vocab::hash_bytes(whole_key(i));
    vocab.prefetch_slot(buffers_.hashes[i]);
  }
  for (std::size_t i = 0; i < count; ++i) vocab.prefetch_entry(buffers_.hashes[i]);
  for (std::size_t i = 0; i < count; ++i) vocab.prefetch_text(buffers_.hashes[i]);
}

// The id of one of them, kNoId where it is none.
std::int32_t ByteLevelBpe::Walk::whole_word(std::size_t number) const {
  const std::string_view key = whole_key(number);
  return key.empty() ? vocab::kNoId : encoder_.model_.vocab().find(key, buffers_.hashes[number]);
}

// The tokens of words that the cache does not know.
void ByteLevelBpe::Walk::resolve(const Item* const* items, std::size_t count, WordGroup::Resolved& resolved) {
  SymbolWords& words = buffers_.merges.words;
  words.clear();
  const bool has_whole = encoder_.model_.options().ignore_merges;
  if (has_whole) find_whole_words(items, count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t whole = has_whole ? whole_word(i) : vocab::kNoId;
    if (whole != vocab::kNoId) {
      words.symbols.push_back(whole);
    } else {
      encoder_.merges_.add_symbols(text_.substr(items[i]->at, items[i]->size), words.symbols);
    }
    words.end_word();
  }
  encoder_.merges_.pairs().merge(words, buffers_.merges, resolved.ids, resolved.ends);
}

std::unique_ptr<const Encoder> ByteLevelBpe::make(const normalize::Normalizer& normalizer,
                                                  const pretokenize::PreTokenizer& pre_tokenizer,
                                                  const model::Model& model) {
  const auto* bpe = dynamic_cast<const model::Bpe*>(&model);
  if (bpe == nullptr) return nullptr;
  std::optional<ByteLevelShape> shape = ByteLevelShape::of(normalizer, pre_tokenizer);
  if (!shape || !ByteMerges::serves(*bpe)) return nullptr;
  std::optional<std::vector<std::uint32_t>> bytes = ByteMerges::token_bytes(*bpe);
  if (!bytes) return nullptr;
  std::unique_ptr<const ByteLevelBpe> encoder(new ByteLevelBpe(std::move(*shape), *bpe, *bytes));
  if (!encoder->merges_.pairs().is_complete()) return nullptr;
  return encoder;
}

ByteLevelBpe::ByteLevelBpe(ByteLevelShape shape, const model::Bpe& model,
                           const std::vector<std::uint32_t>& token_bytes)
    : shape_(std::move(shape)),
      model_(model),
      merges_(model),
      token_bytes_(token_bytes),
      seeds_(seeds_of(model, merges_)) {}

std::unique_ptr<Scratch> ByteLevelBpe::make_scratch(std::size_t cache_bytes, const added::Matcher*) const {
  return std::make_unique<Buffers>(cache_bytes, seeds_);
}

bool ByteLevelBpe::leaves_text(std::string_view text) const {
  if (shape_.form == ByteLevelShape::Form::kOther) return false;
  return shape_.form == ByteLevelShape::Form::kNone || unicode::is_ascii(text) || normalize::is_nfc(text);
}

bool ByteLevelBpe::encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
                          Scratch& scratch, model::TokenBuffer& out) const {
  if (text.empty()) return true;
  auto& buffers = static_cast<Buffers&>(scratch);
  std::uint32_t prefix = 0;
  if (gets_space(text)) {
    buffers.prefixed.assign(1, ' ');
    buffers.prefixed.append(text);
    text = buffers.prefixed;
    prefix = 1;
  }
  Walk(*this, buffers, text, prefix, shift, out).run(limit, word);
  return true;
}

bool ByteLevelBpe::encode_many(const std::string_view* texts, std::size_t count, Scratch& scratch,
                               model::TokenBuffer& out, std::size_t* ends) const {
  if (!joins_texts()) return false;
  auto& buffers = static_cast<Buffers&>(scratch);
  buffers.prefixed.clear();
  buffers.text_ends.clear();
  for (std::size_t i = 0; i < count; ++i) {
    if (gets_space(texts[i])) buffers.prefixed.push_back(' ');
    buffers.prefixed.append(texts[i]);
    buffers.text_ends.push_back(static_cast<std::uint32_t>(buffers.prefixed.size()));
  }
  Walk(*this, buffers, buffers.prefixed, 0, 0, out).run_many(ends);
  return true;
}

std::size_t ByteLevelBpe::memory_bytes() const noexcept {
  return sizeof(ByteLevelBpe) + merges_.memory_bytes() + token_bytes_.memory_bytes() + seeds_.memory_bytes();
}

}  // namespace btt::fused
