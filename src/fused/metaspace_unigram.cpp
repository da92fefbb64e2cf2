#include "fused/metaspace_unigram.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "fused/word_cache.hpp"
#include "fused/word_maker.hpp"
#include "pretokenize/sequence.hpp"
#include "pretokenize/whitespace.hpp"
#include "simd/kernels.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;

constexpr std::size_t kNone = ~std::size_t{0};

// Text that is classified before its words are looked up; small, because an early stop wastes what is left of
// it.
constexpr std::size_t kWindow = 512;
// Words whose cache lines are asked for before the first of them is needed.
constexpr std::size_t kGroup = 128;
// Longer words hardly come twice, and would push out others.
constexpr std::size_t kMaxKeptBytes = 96;
// Where the trie has so many bytes words wait for it, and look_ahead() pays: 4 to 15 % more new text a second
// with 250,000 pieces of 6 MB, up to 5 % less with 32,000 of 1 MB (a Zen 4).
constexpr std::size_t kLargeTrie = std::size_t{2} << 20;
// A longer run of word bytes is left to the stages: scratch is a multiple of it.
constexpr std::size_t kMaxRun = std::size_t{1} << 20;
// Sums of scores stay finite.
constexpr double kLargestScore = 1e100;
// Each piece that a word may be is cut at load to see what comes of it, at 0.4 us. With these an unknown
// query is encoded 13 % sooner (T5, which loads in 14 ms then, not in 10); with all 32,000 17 % (and in 19
// ms).
constexpr std::int64_t kLastSeed = 8191;

struct Item {
  PackedKey key;
  std::uint32_t at;  // in the window
  std::uint32_t size;
  std::uint32_t set;
};

// Words of scripts that a vocabulary does not know, and long ones of program text, spill. With it the cache
// takes up to 6.5 MiB.
constexpr std::size_t kSpilledNumbers = std::size_t{512} << 10;

struct Buffers final : Scratch {
  Buffers(std::size_t cache_bytes, const added::Matcher* added_words, const SeedWords& seeds)
      : Scratch(added_words), cache(kSpilledNumbers, cache_bytes, seeds_for(added_words, seeds)) {}

  WordCache cache;
  char window[kWindow + kKeyPadding];
  std::uint64_t spaces[kWindow / 64];       // then: where words begin
  std::uint64_t punctuation[kWindow / 64];  // not asked for; then: where they end
  std::uint64_t unusual[kWindow / 64];
  std::uint32_t begins[kWindow / 2 + 16];
  std::uint32_t ends[kWindow / 2 + 16];
  Item items[kWindow / 2 + 1];
  std::vector<std::int32_t> ids;  // of a group

  WordMaker maker;
  // Of look_ahead(): words, and how far they have gone down the trie.
  std::uint32_t ahead[kWindow / 2 + 1];
  vocab::Trie::Place places[kWindow / 2 + 1];

  std::size_t capacity_bytes() const noexcept override {
    return sizeof(Buffers) + cache.capacity_bytes() + ids.capacity() * sizeof(std::int32_t) +
           maker.capacity_bytes();
  }
};

std::uint32_t narrow(std::size_t value) noexcept {
  return static_cast<std::uint32_t>(value);
}

// Words that come to the token of their text, as Walk::look_up() finds them. Vocabularies have likely pieces
// first.
SeedWords seeds_of(const UnigramParts& parts) {
  const vocab::Vocab& vocab = parts.unigram.vocab();
  const std::string& mark = parts.lattice.mark;
  const auto word_of = [&vocab, size = mark.size()](std::int32_t id) {
    return vocab.token(id).substr(size);  // padded
  };
  std::vector<std::int32_t> ids;
  WordMaker maker;
  for (std::int32_t id = 0; id <= std::min(vocab.max_id(), kLastSeed); ++id) {
    const std::string_view token = vocab.token(id);
    if (token.size() <= mark.size() || token.size() > mark.size() + kMaxKeyBytes) continue;
    if (token.substr(0, mark.size()) != mark) continue;
    std::size_t end = token.size() - mark.size();
    WordMaker::Made made;
    if (!maker.make(parts, word_of(id), nullptr, 0, end, made)) continue;
    const bool is_one = made.everywhere && made.count == 1 && made.extra == 0;
    if (is_one && end == token.size() - mark.size() && maker.tokens(made).ids[0] == id) ids.push_back(id);
  }
  return SeedWords(std::move(ids), [word_of](std::int32_t id) {
    const std::string_view word = word_of(id);
    return key_of(word.data(), word.size());
  });
}

std::vector<std::uint32_t> bytes_of_tokens(const model::Unigram& unigram) {
  std::vector<std::uint32_t> bytes(static_cast<std::size_t>(unigram.max_id()) + 1);
  for (std::size_t id = 0; id < bytes.size(); ++id)
    bytes[id] = narrow(unigram.vocab().token(static_cast<std::int32_t>(id)).size());
  return bytes;
}

}  // namespace

// One call of encode().
class MetaspaceUnigram::Walk {
 public:
  Walk(const MetaspaceUnigram& encoder, Buffers& buffers, std::string_view text, std::uint32_t shift,
       std::size_t limit, std::int32_t word, model::TokenBuffer& out)
      : encoder_(encoder),
        kernels_(simd::kernels()),
        buffers_(buffers),
        text_(text),
        shift_(shift),
        limit_(limit),
        word_(word),
        wants_details_(out.wants_spans || out.wants_words || out.wants_surfaces),
        out_(out) {}

  // False where the stages must do it.
  bool run();
  std::int32_t word() const noexcept { return word_; }

 private:
  std::size_t find_words(std::size_t size);
  bool run_long_word();
  void add_item(std::size_t at, std::size_t size) noexcept;
  bool flush();
  void look_ahead() noexcept;
  void walk_ahead(const std::uint32_t* words, std::size_t count) noexcept;
  template <bool kDetails>
  bool look_up();
  const WordCache::Entry* find(const Item& item) const noexcept;
  bool make(std::size_t begin, std::size_t& end, WordMaker::Made& made) {
    return buffers_.maker.make(encoder_.parts_, text_, buffers_.added_tokens, begin, end, made);
  }
  void add_details(std::size_t begin, const WordCache::Tokens& tokens);
  void add_all_details(std::size_t begin, const WordCache::Tokens& tokens);
  void add_surfaces(std::size_t begin, std::size_t end, std::size_t first, const WordCache::Tokens& tokens);
  std::size_t separator_before(std::size_t at) const noexcept;
  void add_last_mark();

  const MetaspaceUnigram& encoder_;
  const simd::KernelTable& kernels_;
  Buffers& buffers_;
  std::string_view text_;
  std::uint32_t shift_;
  std::size_t limit_;
  std::int32_t word_;
  bool wants_details_;
  model::TokenBuffer& out_;

  std::size_t base_ = 0;    // of the window in the text
  std::size_t resume_ = 0;  // where the words end that one of the group took with it; 0 = none did
  std::size_t items_ = 0;
};

// Classifies the window and lists its words; answers how many there are.
std::size_t MetaspaceUnigram::Walk::find_words(std::size_t size) {
  const char* from = text_.data() + base_;
  std::memcpy(buffers_.window, from, size);
  kernels_.classify_ascii(from, size, buffers_.spaces, buffers_.punctuation);
  kernels_.unusual_ascii(from, size, buffers_.unusual);
  std::uint64_t word_before = 0;
  for (std::size_t block = 0; block * 64 < size; ++block) {
    const std::size_t left = size - block * 64;
    const std::uint64_t valid = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    std::uint64_t space = buffers_.spaces[block];
    // 0B and 0C: whether they are white space is for the normalizer to say.
    for (std::uint64_t odd = space & buffers_.unusual[block]; odd != 0; odd &= odd - 1) {
      const auto at = static_cast<std::size_t>(__builtin_ctzll(odd));
      if (!encoder_.parts_.normalizer.is_separator(static_cast<unsigned char>(from[block * 64 + at])))
        space &= ~(std::uint64_t{1} << at);
    }
    const std::uint64_t word = ~space & valid;
    const std::uint64_t shifted = word << 1 | word_before;
    buffers_.spaces[block] = word & ~shifted;
    buffers_.punctuation[block] = ~word & shifted;
    word_before = word >> 63;
  }
  const std::size_t blocks = (size + 63) / 64;
  const std::size_t count = kernels_.bit_positions(buffers_.spaces, blocks, buffers_.begins);
  const std::size_t ended = kernels_.bit_positions(buffers_.punctuation, blocks, buffers_.ends);
  if (ended < count) buffers_.ends[ended] = narrow(size);
  return count;
}

bool MetaspaceUnigram::Walk::run() {
  while (base_ < text_.size()) {
    const std::size_t size = std::min(kWindow, text_.size() - base_);
    std::size_t count = find_words(size);
    std::size_t consumed = size;
    if (count != 0 && buffers_.ends[count - 1] == size && base_ + size < text_.size()) {
      // The last word may go on behind the window.
      consumed = buffers_.begins[--count];
      if (consumed == 0) {
        if (!run_long_word()) return false;
        if (out_.size() >= limit_) return true;
        continue;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      add_item(buffers_.begins[i], buffers_.ends[i] - buffers_.begins[i]);
      if (items_ < kGroup && i + 1 < count) continue;
      if (!flush()) return false;
      if (out_.size() >= limit_) return true;
      if (resume_ != 0) break;
    }
    base_ = resume_ != 0 ? resume_ : base_ + consumed;
    resume_ = 0;
  }
  add_last_mark();
  return true;
}

// Where the separator is whose range the mark of the word at `at` has; kNone where it has that of the word's
// first character.
std::size_t MetaspaceUnigram::Walk::separator_before(std::size_t at) const noexcept {
  if (encoder_.shape_.marks == Marks::kCharacter || at == 0) return kNone;
  const auto is_separator = [this](std::size_t i) {
    return encoder_.parts_.normalizer.is_separator(static_cast<unsigned char>(text_[i]));
  };
  if (!is_separator(at - 1)) return kNone;
  // CR LF is one cluster, the rule is that of CR.
  const std::size_t found = at >= 2 && text_[at - 1] == '\n' && text_[at - 2] == '\r' ? at - 2 : at - 1;
  if (encoder_.shape_.marks == Marks::kRun && (found == 0 || !is_separator(found - 1))) return kNone;
  return found;
}

// White space at the end that nothing strips is a piece by itself.
void MetaspaceUnigram::Walk::add_last_mark() {
  if (!encoder_.shape_.keeps_end) return;
  const std::size_t separator = separator_before(text_.size());
  if (separator == kNone) return;
  const Span span{narrow(separator) + shift_, narrow(separator) + 1 + shift_};
  out_.add(encoder_.mark_id_, span, word_++);
}

// A word that fills the window.
bool MetaspaceUnigram::Walk::run_long_word() {
  std::size_t end = base_ + kWindow;
  while (end < text_.size() &&
         !encoder_.parts_.normalizer.is_separator(static_cast<unsigned char>(text_[end])))
    ++end;
  if (end - base_ > kMaxRun) return false;
  const std::size_t word_end = end;
  WordMaker::Made made;
  if (!make(base_, end, made)) return false;
  const WordCache::Tokens tokens = buffers_.maker.tokens(made);
  const std::size_t first = out_.ids.size();
  out_.ids.append(tokens.ids, tokens.count);
  if (wants_details_) {
    add_details(base_, tokens);
    if (out_.wants_surfaces) add_surfaces(base_, word_end, first, tokens);
  } else {
    word_ += tokens.extra != nullptr ? tokens.extra[0] : 1;
  }
  base_ = end;
  return true;
}

void MetaspaceUnigram::Walk::add_item(std::size_t at, std::size_t size) noexcept {
  Item& item = buffers_.items[items_++];
  const char* word = buffers_.window + at;
  item.at = narrow(at);
  item.size = narrow(size);
  if (size <= kMaxKeyBytes) {
    item.key = key_of(word, size);
  } else if (size <= kMaxKeptBytes) {
    item.key = WordCache::long_key(std::string_view(word, size));
  } else {
    return;
  }
  item.set = narrow(buffers_.cache.set_of(item.key));
  buffers_.cache.prefetch(item.set);
}

bool MetaspaceUnigram::Walk::flush() {
  const bool done = wants_details_ ? look_up<true>() : look_up<false>();
  items_ = 0;
  return done;
}

const WordCache::Entry* MetaspaceUnigram::Walk::find(const Item& item) const noexcept {
  if (item.size > kMaxKeptBytes) return nullptr;
  return buffers_.cache.find(item.set, item.key, std::string_view(buffers_.window + item.at, item.size));
}

// Asks for the memory of words that do not stand in the first set of the cache: of their second set, and
// where that does not have them, of what the trie has behind the mark.
void MetaspaceUnigram::Walk::look_ahead() noexcept {
  const WordCache& cache = buffers_.cache;
  if (!encoder_.looks_ahead_) {
    for (std::size_t i = 0; i < items_; ++i) {
      const Item& item = buffers_.items[i];
      if (item.size <= kMaxKeptBytes) cache.prefetch_second(item.set, item.key);
    }
    return;
  }
  std::uint32_t* const words = buffers_.ahead;
  std::size_t count = 0;
  for (std::size_t i = 0; i < items_; ++i) {
    const Item& item = buffers_.items[i];
    if (item.size <= kMaxKeptBytes && cache.prefetch_second(item.set, item.key)) words[count++] = narrow(i);
  }
  // Of those that the second set does not have, where they stand.
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Item& item = buffers_.items[words[i]];
    if (find(item) == nullptr) words[unknown++] = item.at;
  }
  if (unknown > 1) walk_ahead(words, unknown);
}

// All of these words go down the trie side by side, a few bytes, which one after the other each would wait
// for a place of it at every byte.
void MetaspaceUnigram::Walk::walk_ahead(const std::uint32_t* words, std::size_t count) noexcept {
  constexpr std::size_t kBytes = 4;
  static_assert(kBytes < kKeyPadding, "what lies behind a short word is read too");
  const LatticeModel& lattice = encoder_.parts_.lattice;
  vocab::Trie::Place* const places = buffers_.places;
  std::fill_n(places, count, lattice.mark_place);
  for (std::size_t depth = 0; depth < kBytes; ++depth) {
    for (std::size_t i = 0; i < count; ++i) {
      const char* const text = buffers_.window + words[i] + depth;
      lattice.trie->step_ahead(places[i], static_cast<unsigned char>(text[0]));
      lattice.trie->prefetch(places[i], static_cast<unsigned char>(text[1]));
      __builtin_prefetch(lattice.scores + std::max(places[i].value, 0));
    }
  }
}

template <bool kDetails>
bool MetaspaceUnigram::Walk::look_up() {
  std::vector<std::int32_t>& ids = buffers_.ids;
  // Four at a time are stored.
  constexpr std::size_t kRoom = WordCache::kInlineIds;
  if (ids.size() < kRoom * (items_ + 1)) ids.resize(2 * kRoom * (items_ + 1));
  look_ahead();
  std::size_t used = 0;
  std::size_t done = 0;
  while (done < items_ && resume_ == 0) {
    const Item& item = buffers_.items[done++];
    const std::size_t begin = base_ + item.at;
    const WordCache::Entry* entry = find(item);
    WordCache::Tokens tokens{nullptr, 0};
    if (entry != nullptr && !WordCache::is_spilled(*entry)) {
      std::memcpy(ids.data() + used, entry->ids, sizeof(entry->ids));
      tokens = WordCache::Tokens{entry->ids, WordCache::count_of(*entry)};
    } else {
      WordMaker::Made made;
      if (entry != nullptr) {
        tokens = buffers_.cache.spilled(*entry);
      } else {
        std::size_t end = begin + item.size;
        if (!make(begin, end, made)) return false;
        if (end != begin + item.size) resume_ = end;
        tokens = buffers_.maker.tokens(made);
      }
      const std::size_t needed = used + tokens.count + kRoom * (items_ - done + 1);
      if (ids.size() < needed) ids.resize(2 * needed);
      if (tokens.count != 0) std::memcpy(ids.data() + used, tokens.ids, tokens.count * sizeof(std::int32_t));
      if (made.everywhere && item.size <= kMaxKeptBytes) {
        const std::string_view word(buffers_.window + item.at, item.size);
        buffers_.cache.insert(item.set, item.key, word, tokens.ids, made.count, made.extra);
      }
      if (!kDetails && tokens.extra != nullptr) word_ += tokens.extra[0] - 1;
    }
    if (kDetails) {
      add_details(begin, tokens);
      if (out_.wants_surfaces) add_surfaces(begin, begin + item.size, out_.ids.size() + used, tokens);
    }
    used += tokens.count;
  }
  out_.ids.append(ids.data(), used);
  if (!kDetails) word_ += static_cast<std::int32_t>(done);
  return true;
}

// Texts of tokens that keep one of their own, `first` being the index of the word's first token. The cache
// does not have them: the word is made again.
void MetaspaceUnigram::Walk::add_surfaces(std::size_t begin, std::size_t end, std::size_t first,
                                          const WordCache::Tokens& tokens) {
  const std::int32_t* const ids_end = tokens.ids + tokens.count;
  if (std::find(tokens.ids, ids_end, encoder_.parts_.lattice.unk_id) == ids_end) return;
  WordMaker::Made made;
  if (!make(begin, end, made)) return;  // never: it was made before
  for (const model::TokenBuffer::Surface& surface : buffers_.maker.surfaces()) {
    out_.surfaces.push_back({surface.token + narrow(first), surface.text});
  }
}

// Spans and words of the word at `begin` of the text.
inline void MetaspaceUnigram::Walk::add_details(std::size_t begin, const WordCache::Tokens& tokens) {
  // Most words are one token as the vocabulary has it, with a mark that has no range of its own.
  if (tokens.count == 1 && tokens.extra == nullptr && out_.wants_spans) {
    const std::size_t size = encoder_.token_bytes_.of(tokens.ids[0]);
    const std::size_t mark = encoder_.parts_.lattice.mark.size();
    if (size > mark) {
      const std::size_t separator = separator_before(begin);
      out_.spans.push_back(Span{narrow(separator == kNone ? begin : separator) + shift_,
                                narrow(begin + size - mark) + shift_});
      out_.add_words(1, word_++);
      return;
    }
  }
  add_all_details(begin, tokens);
}

void MetaspaceUnigram::Walk::add_all_details(std::size_t begin, const WordCache::Tokens& tokens) {
  const auto shifted = [&](std::size_t from, std::size_t to) {
    return Span{narrow(from) + shift_, narrow(to) + shift_};
  };
  const std::size_t separator = out_.wants_spans && tokens.count != 0 ? separator_before(begin) : kNone;
  const std::size_t first = out_.spans.size();
  // The mark alone, or with the first token's text.
  const auto put_mark = [&] {
    if (separator == kNone) return;
    Span& span = out_.spans[first];
    span.begin = narrow(separator) + shift_;
    if (tokens.ids[0] == encoder_.mark_id_) span.end = span.begin + 1;
  };
  if (const std::int32_t* extra = tokens.extra) {
    const std::int32_t pieces = *extra++;
    for (std::size_t i = 0; i < tokens.count; ++i, extra += 3) {
      if (out_.wants_spans) {
        out_.spans.push_back(shifted(begin + static_cast<std::uint32_t>(extra[0]),
                                     begin + static_cast<std::uint32_t>(extra[1])));
      }
      if (out_.wants_words) out_.words.push_back(word_ + extra[2]);
    }
    put_mark();
    word_ += pieces;
    return;
  }
  out_.add_words(tokens.count, word_);
  ++word_;
  if (!out_.wants_spans) return;
  // Tokens as the vocabulary has them, the first one with the mark.
  std::size_t at = begin;
  for (std::size_t i = 0; i < tokens.count; ++i) {
    std::size_t size = encoder_.token_bytes_.of(tokens.ids[i]);
    if (i == 0) size -= encoder_.parts_.lattice.mark.size();
    if (size == 0) {
      // The mark alone stands for the first character.
      const auto lead = static_cast<unsigned char>(text_[at]);
      out_.spans.push_back(shifted(at, at + unicode::length_of_lead(lead)));
      continue;
    }
    out_.spans.push_back(shifted(at, at + size));
    at += size;
  }
  put_mark();
}

std::unique_ptr<const MetaspaceUnigram> MetaspaceUnigram::make(const normalize::Normalizer& normalizer,
                                                               const pretokenize::PreTokenizer& pre_tokenizer,
                                                               const model::Model& model) {
  const auto* unigram = dynamic_cast<const model::Unigram*>(&model);
  if (unigram == nullptr || unigram->unk_id() == vocab::kNoId) return nullptr;
  const auto is_small = [](double score) { return std::abs(score) < kLargestScore; };
  if (!std::all_of(unigram->scores().begin(), unigram->scores().end(), is_small)) return nullptr;

  const auto* metaspace = dynamic_cast<const pretokenize::Metaspace*>(&pre_tokenizer);
  const bool splits_first = metaspace == nullptr;
  if (const auto* sequence = dynamic_cast<const pretokenize::Sequence*>(&pre_tokenizer)) {
    const auto& members = sequence->members();
    if (members.size() != 2 || dynamic_cast<const pretokenize::WhitespaceSplit*>(members[0].get()) == nullptr)
      return nullptr;
    metaspace = dynamic_cast<const pretokenize::Metaspace*>(members[1].get());
  }
  if (metaspace == nullptr || !metaspace->splits()) return nullptr;
  const char* mark = metaspace->replacement().data();
  if (unicode::is_white_space(unicode::decode(mark))) return nullptr;
  std::optional<WordSteps> steps = WordSteps::of(normalizer, metaspace->replacement());
  if (!steps) return nullptr;

  Shape shape{Marks::kCharacter, false, false};
  if (!splits_first) {
    shape.marks = Marks::kSeparator;
    shape.keeps_end = !steps->strips_right;
    shape.first_only = metaspace->scheme() == pretokenize::PrependScheme::kFirst;
    // Else each separator of a run is a piece.
    if (steps->runs == WordSteps::Runs::kStay || steps->strips_left) return nullptr;
  } else if (steps->runs == WordSteps::Runs::kMark) {
    shape.marks = Marks::kRun;
    if (!steps->strips_right || steps->strips_left) return nullptr;
  }
  if (metaspace->scheme() != pretokenize::PrependScheme::kAlways && !shape.first_only) return nullptr;
  std::int32_t mark_id = vocab::kNoId;
  if (shape.marks != Marks::kCharacter) {
    // What the mark alone is must be plain to see.
    mark_id = unigram->vocab().find(metaspace->replacement());
    if (mark_id == vocab::kNoId || mark_id == unigram->unk_id()) return nullptr;
  }
  const bool joins = shape.marks != Marks::kCharacter;
  StageSet stages{std::move(*steps),
                  &pre_tokenizer,
                  &model,
                  shape.marks == Marks::kSeparator ? mark_id : vocab::kNoId,
                  joins,
                  metaspace->replacement()};
  try {
    auto made = std::make_unique<MetaspaceUnigram>(std::move(stages), *metaspace, *unigram, shape, mark_id);
    return made->parts_.normalizer.is_usable() ? std::move(made) : nullptr;
  } catch (const Error&) {
    return nullptr;  // a broken map: what it does is found out text by text
  }
}

MetaspaceUnigram::MetaspaceUnigram(StageSet stages, const pretokenize::Metaspace& metaspace,
                                   const model::Unigram& unigram, const Shape& shape, std::int32_t mark_id)
    : parts_{std::move(stages), unigram,
             WordNormalizer(parts_.stages.steps, metaspace.replacement(),
                            shape.marks == Marks::kCharacter ? WordNormalizer::Separators::kGo
                                                             : WordNormalizer::Separators::kStay),
             LatticeModel(unigram, metaspace.replacement())},
      shape_(shape),
      mark_id_(mark_id),
      looks_ahead_(unigram.trie().memory_bytes() >= kLargeTrie),
      token_bytes_(bytes_of_tokens(unigram)),
      seeds_(seeds_of(parts_)) {}

std::unique_ptr<Scratch> MetaspaceUnigram::make_scratch(std::size_t cache_bytes,
                                                        const added::Matcher* added_tokens) const {
  return std::make_unique<Buffers>(cache_bytes, added_tokens, seeds_);
}

bool MetaspaceUnigram::keeps_inside_words(std::string_view pattern) const {
  if (pattern.empty() || pattern.find(parts_.lattice.mark) != std::string_view::npos) return false;
  const char* p = pattern.data();
  const char* const end = p + pattern.size();
  while (p < end) {
    if (unicode::is_white_space(unicode::decode(p))) return false;
  }
  return true;
}

bool MetaspaceUnigram::encode(std::string_view text, std::uint32_t shift, std::size_t limit,
                              std::int32_t& word, Scratch& scratch, model::TokenBuffer& out) const {
  // The mark of a first word is there only where the text begins.
  if (shape_.first_only && shift != 0 && !text.empty() &&
      !parts_.normalizer.is_separator(static_cast<unsigned char>(text[0]))) {
    return false;
  }
  const std::size_t before = out.size();
  Walk walk(*this, static_cast<Buffers&>(scratch), text, shift, limit, word, out);
  if (!walk.run()) {
    out.shrink(before);
    return false;
  }
  word = walk.word();
  return true;
}

}  // namespace btt::fused
