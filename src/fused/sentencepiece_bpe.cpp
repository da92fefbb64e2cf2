#include "fused/sentencepiece_bpe.hpp"

#include <algorithm>
#include <string>

#include "fused/word_cache.hpp"
#include "fused/word_group.hpp"
#include "model/byte_tokens.hpp"
#include "normalize/prepend.hpp"
#include "normalize/replace.hpp"
#include "normalize/sequence.hpp"
#include "pretokenize/metaspace.hpp"
#include "regex/literal.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;

constexpr std::string_view kMarkText = "\xE2\x96\x81";
// 1.25 MiB, as for byte-level BPE: words of scripts that the vocabulary knows little of have many tokens.
constexpr std::size_t kSpilledIds = std::size_t{320} << 10;

using Item = WordGroup::Item;

struct Buffers final : Scratch {
  explicit Buffers(std::size_t cache_bytes) : Scratch(nullptr), cache(kSpilledIds, cache_bytes) {}

  WordCache cache;
  WordGroup group;
  WordWindow window;
  PairMerges::Scratch merges;
  std::string prefixed;  // the text behind a space

  std::size_t capacity_bytes() const noexcept override {
    return sizeof(Buffers) + cache.capacity_bytes() + group.capacity_bytes() + merges.capacity_bytes() +
           prefixed.capacity();
  }
};

bool is_letter(char32_t c) noexcept {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// Replace of every space by the mark.
bool is_mark_replace(const normalize::Normalizer& normalizer) {
  const auto* replace = dynamic_cast<const normalize::Replace*>(&normalizer);
  if (replace == nullptr || replace->content() != kMarkText) return false;
  const auto* literal = dynamic_cast<const regex::Literal*>(&replace->pattern());
  return literal != nullptr && literal->text() == " ";
}

bool is_mark_prepend(const normalize::Normalizer& normalizer) {
  const auto* prepend = dynamic_cast<const normalize::Prepend*>(&normalizer);
  return prepend != nullptr && prepend->prefix() == kMarkText;
}

}  // namespace

// One call of encode().
class SentencePieceBpe::Walk {
 public:
  // `text` is what is cut: with `prefix` bytes in front of what was given, which begins at `shift`.
  Walk(const SentencePieceBpe& encoder, Buffers& buffers, std::string_view text, std::uint32_t prefix,
       std::uint32_t shift, model::TokenBuffer& out)
      : encoder_(encoder), buffers_(buffers), text_(text), prefix_(prefix), shift_(shift), out_(out) {}

  // False where an unknown character was met that is no byte tokens.
  bool run(std::size_t limit, std::int32_t word);

 private:
  std::size_t scan(std::uint32_t* ends);
  const char* unit_end(const char* p) const;
  void resolve(const Item* const* items, std::size_t count, WordGroup::Resolved& resolved);
  bool add_symbols(std::string_view unit, std::vector<std::int32_t>& symbols) const;
  void add_spans(const Item& item, const std::int32_t* ids, std::size_t count);
  void add_inner_spans(const Item& item, const std::int32_t* ids, std::size_t count);

  const SentencePieceBpe& encoder_;
  Buffers& buffers_;
  std::string_view text_;
  std::uint32_t prefix_;
  std::uint32_t shift_;
  model::TokenBuffer& out_;
  std::uint32_t done_ = 0;
  bool is_declined_ = false;
  Span* span_ = nullptr;  // where the next token's goes
};

bool SentencePieceBpe::Walk::run(std::size_t limit, std::int32_t word) {
  buffers_.window.words = buffers_.window.taken = 0;
  const auto resolve = [this](const Item* const* items, std::size_t unknown, WordGroup::Resolved& resolved) {
    this->resolve(items, unknown, resolved);
  };
  const std::size_t before = out_.size();
  while (out_.size() < limit) {
    WordGroup& group = buffers_.group;
    const std::size_t count = scan(group.ends);
    if (count == 0) break;
    group.prepare(text_, done_, 0, count, buffers_.cache);
    // A token for each byte at most.
    const std::size_t most = group.ends[count - 1] - done_;
    done_ = group.ends[count - 1];
    if (out_.wants_spans) {
      span_ = out_.room_for_spans(most);
      group.look_up(text_, count, most, buffers_.cache, out_.ids, resolve,
                    [&](std::size_t, const Item& item, const std::int32_t* ids, std::size_t tokens) {
                      add_spans(item, ids, tokens);
                    });
      out_.spans.add(out_.size() - out_.spans.size());
    } else {
      group.look_up(text_, count, most, buffers_.cache, out_.ids, resolve, WordGroup::NoDetails());
    }
    if (is_declined_) return false;
  }
  out_.add_words(out_.size() - before, word);
  return true;
}

// The ends of the next units.
std::size_t SentencePieceBpe::Walk::scan(std::uint32_t* ends) {
  WordWindow& window = buffers_.window;
  const char* const end = text_.data() + text_.size();
  if (window.taken == window.words) {
    const char* const at = text_.data() + done_;
    if (at == end) return 0;
    window.load(at, end);
    encoder_.cuts_.find(window);
    const std::size_t last = window.last_start();
    if (last == 0) {
      *ends = static_cast<std::uint32_t>(unit_end(at) - text_.data());
      return 1;
    }
    window.list_words(last);
  }
  return window.take(text_.data(), ends, WordGroup::kAhead);
}

// The end of a unit that is longer than a window.
const char* SentencePieceBpe::Walk::unit_end(const char* p) const {
  const char* const end = text_.data() + text_.size();
  for (char32_t left = unicode::decode(p); p < end;) {
    const char* behind = p;
    const char32_t right = unicode::decode(behind);
    const bool are_ascii = left < 0x80 && right < 0x80;
    if (are_ascii ? !(is_letter(left) && is_letter(right)) &&
                        encoder_.cuts_.between_ascii(static_cast<unsigned char>(left),
                                                     static_cast<unsigned char>(right))
                  : encoder_.cuts_.between(left, right))
      break;
    left = right;
    p = behind;
  }
  return p;
}

// The symbols of a unit: its characters, or their bytes where the vocabulary lacks them.
bool SentencePieceBpe::Walk::add_symbols(std::string_view unit, std::vector<std::int32_t>& symbols) const {
  const char* p = unit.data();
  for (const char* const end = p + unit.size(); p != end;) {
    const char* byte = p;
    const std::int32_t id = encoder_.char_ids_.find(unicode::decode(p));
    if (id != vocab::kNoId) {
      symbols.push_back(id);
    } else if (encoder_.has_all_bytes_) {
      for (; byte != p; ++byte) symbols.push_back(encoder_.byte_ids_[static_cast<unsigned char>(*byte)]);
    } else {
      return false;  // dropped, or unknown and joined with the next one, which may be in another unit
    }
  }
  return true;
}

// The tokens of units that the cache does not know.
void SentencePieceBpe::Walk::resolve(const Item* const* items, std::size_t count,
                                     WordGroup::Resolved& resolved) {
  SymbolWords& units = buffers_.merges.words;
  units.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t before = units.symbols.size();
    if (!add_symbols(text_.substr(items[i]->at, items[i]->size), units.symbols)) {
      // Without tokens the cache does not keep it.
      units.symbols.resize(before);
      is_declined_ = true;
    }
    units.end_word();
  }
  encoder_.merges_.merge(units, buffers_.merges, resolved.ids, resolved.ends);
}

inline void SentencePieceBpe::Walk::add_spans(const Item& item, const std::int32_t* ids, std::size_t count) {
  // Most units are one token, whose size is no question.
  if (count == 1 && item.at >= prefix_) {
    *span_++ = Span{item.at - prefix_ + shift_, item.at + item.size - prefix_ + shift_};
    return;
  }
  add_inner_spans(item, ids, count);
}

void SentencePieceBpe::Walk::add_inner_spans(const Item& item, const std::int32_t* ids, std::size_t count) {
  std::uint32_t at = item.at;
  if (item.at >= prefix_ && item.size <= kMaxKeyBytes && is_ascii(item.key)) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t begin = at;
      at += std::max(encoder_.token_chars_.of(ids[i]), std::uint32_t{1});
      *span_++ = Span{begin - prefix_ + shift_, at - prefix_ + shift_};
    }
    return;
  }
  std::uint32_t bytes_left = 0;  // of a character that is byte tokens
  const auto next = [this](std::uint32_t from) {
    return from +
           static_cast<std::uint32_t>(unicode::length_of_lead(static_cast<unsigned char>(text_[from])));
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t chars = encoder_.token_chars_.of(ids[i]);
    std::uint32_t begin = at;
    std::uint32_t stop = at;
    if (chars == 0) {
      // Each byte has the range of its character.
      stop = next(at);
      if (bytes_left == 0) bytes_left = stop - at;
      if (--bytes_left == 0) at = stop;
    } else {
      for (std::uint32_t c = 0; c < chars; ++c) stop = next(stop);
      at = stop;
    }
    // The prefix has the range of the first character.
    if (begin < prefix_) begin = prefix_;
    if (stop <= prefix_) stop = next(prefix_);
    *span_++ = Span{begin - prefix_ + shift_, stop - prefix_ + shift_};
  }
}

std::unique_ptr<const Encoder> SentencePieceBpe::make(const normalize::Normalizer& normalizer,
                                                      const pretokenize::PreTokenizer& pre_tokenizer,
                                                      const model::Model& model) {
  const auto* bpe = dynamic_cast<const model::Bpe*>(&model);
  if (bpe == nullptr || bpe->options().ignore_merges || !PairMerges::serves(*bpe)) return nullptr;
  Marks marks = Marks::kNone;
  const bool normalizes_nothing = dynamic_cast<const normalize::Passthrough*>(&normalizer) != nullptr;
  if (const auto* metaspace = dynamic_cast<const pretokenize::Metaspace*>(&pre_tokenizer)) {
    if (!normalizes_nothing || metaspace->splits() || metaspace->replacement() != kMarkText) return nullptr;
    marks = metaspace->scheme() == pretokenize::PrependScheme::kAlways  ? Marks::kUnlessThere
            : metaspace->scheme() == pretokenize::PrependScheme::kFirst ? Marks::kFirstUnlessThere
                                                                        : Marks::kNone;
  } else if (dynamic_cast<const pretokenize::Passthrough*>(&pre_tokenizer) == nullptr) {
    return nullptr;
  } else if (const auto* sequence = dynamic_cast<const normalize::Sequence*>(&normalizer)) {
    const auto& steps = sequence->members();
    if (steps.size() != 2 || !is_mark_prepend(*steps[0]) || !is_mark_replace(*steps[1])) return nullptr;
    marks = Marks::kEachText;
  } else if (!is_mark_replace(normalizer)) {
    return nullptr;
  }
  const std::int32_t mark_id = bpe->vocab().find(kMarkText);
  if (mark_id == vocab::kNoId) return nullptr;
  // Symbols that are no characters must not merge: cuts go by characters.
  std::int32_t bytes[256];
  model::find_byte_tokens(bpe->vocab(), bytes);
  const std::int32_t unk =
      bpe->options().unk_token ? bpe->vocab().find(*bpe->options().unk_token) : vocab::kNoId;
  for (const vocab::MergeTable::Pair& pair : bpe->merges().by_rank()) {
    for (const std::int32_t id : {pair.left, pair.right}) {
      if (id == unk || std::find(std::begin(bytes), std::end(bytes), id) != std::end(bytes)) return nullptr;
    }
  }
  std::unique_ptr<const SentencePieceBpe> encoder(
      new SentencePieceBpe(*bpe, marks, normalizes_nothing, mark_id));
  if (!encoder->merges_.is_complete()) return nullptr;
  return encoder;
}

SentencePieceBpe::SentencePieceBpe(const model::Bpe& model, Marks marks, bool normalizes_nothing,
                                   std::int32_t mark_id)
    : marks_(marks),
      normalizes_nothing_(normalizes_nothing),
      cuts_(model),
      merges_(model),
      char_ids_(model.vocab()),
      token_chars_({}) {
  char_ids_.set(U' ', mark_id);
  model::find_byte_tokens(model.vocab(), byte_ids_);
  has_all_bytes_ = model.options().byte_fallback &&
                   std::find(std::begin(byte_ids_), std::end(byte_ids_), vocab::kNoId) == std::end(byte_ids_);
  std::vector<std::uint32_t> chars(static_cast<std::size_t>(model.vocab().max_id()) + 1);
  for (const vocab::Vocab::Entry& entry : model.vocab().entries()) {
    chars[static_cast<std::size_t>(entry.id)] =
        static_cast<std::uint32_t>(unicode::count_code_points(model.vocab().text(entry)));
  }
  if (has_all_bytes_) {
    for (const std::int32_t id : byte_ids_) chars[static_cast<std::size_t>(id)] = 0;
  }
  token_chars_ = TokenSizes(chars);
  cuts_in_front_of_spaces_ = true;
  for (unsigned char c = '!'; c < 0x7F; ++c) cuts_in_front_of_spaces_ &= cuts_.between_ascii(c, ' ');
}

std::unique_ptr<Scratch> SentencePieceBpe::make_scratch(std::size_t cache_bytes,
                                                        const added::Matcher*) const {
  return std::make_unique<Buffers>(cache_bytes);
}

// Whether a mark is put in front of a text.
bool SentencePieceBpe::has_mark(std::string_view text, std::uint32_t shift) const noexcept {
  const bool is_there = text.front() == ' ' || text.substr(0, kMarkText.size()) == kMarkText;
  switch (marks_) {
    case Marks::kNone:
      return false;
    case Marks::kEachText:
      return true;
    case Marks::kUnlessThere:
      return !is_there;
    case Marks::kFirstUnlessThere:
      return !is_there && shift == 0;
  }
  return false;
}

bool SentencePieceBpe::encode(std::string_view text, std::uint32_t shift, std::size_t limit,
                              std::int32_t& word, Scratch& scratch, model::TokenBuffer& out) const {
  if (text.empty()) return true;
  auto& buffers = static_cast<Buffers&>(scratch);
  std::uint32_t prefix = 0;
  if (has_mark(text, shift)) {
    buffers.prefixed.assign(1, ' ');
    buffers.prefixed.append(text);
    text = buffers.prefixed;
    prefix = 1;
  }
  const std::size_t before = out.size();
  if (!Walk(*this, buffers, text, prefix, shift, out).run(limit, word)) {
    out.shrink(before);
    return false;
  }
  ++word;
  return true;
}

std::size_t SentencePieceBpe::memory_bytes() const noexcept {
  return sizeof(SentencePieceBpe) - sizeof(UnitCuts) + cuts_.memory_bytes() + merges_.memory_bytes() +
         char_ids_.memory_bytes() + token_chars_.memory_bytes();
}

}  // namespace btt::fused
