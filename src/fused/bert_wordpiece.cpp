#include "fused/bert_wordpiece.hpp"

#include <algorithm>
#include <utility>

#include "base/bits.hpp"
#include "fused/bert_normalize.hpp"
#include "fused/gaps.hpp"
#include "fused/word_cache.hpp"
#include "simd/kernels.hpp"
#include "unicode/normal_forms.hpp"
#include "unicode/utf8.hpp"
#include "vocab/dense_ids.hpp"

namespace btt::fused {
namespace {

using text::Span;

// Text that is classified before its words are looked up. Small, because an early stop wastes what is left of
// it; 512, 1024 and 2048 are equally fast.
constexpr std::size_t kWindow = 512;
// Words whose cache lines are asked for before the first of them is needed.
constexpr std::size_t kGroup = 64;
// No character of n bytes becomes more than n times this many (BertChars::Expansion holds 12).
constexpr std::size_t kMaxGrowth = 7;
constexpr std::size_t kMaxPieceBytes = 0xFFFF;
// A run of word bytes longer than this is left to the stages: buffers are a multiple of the window.
constexpr std::size_t kMaxWindow = std::size_t{16} << 10;

struct Item {
  PackedKey key;
  std::uint32_t at;  // in Buffers::text
  std::uint32_t size;
  std::uint32_t set;
};

struct Buffers final : Scratch {
  Buffers(std::size_t cache_bytes, const added::Matcher* added_words, const SeedWords& seeds)
      : Scratch(added_words),
        cache(WordCache::kSpilledCapacity, cache_bytes, seeds_for(added_words, seeds)) {}

  WordCache cache;
  // [0, window): the window, lower-cased; from side_begin on: words that had to be rebuilt.
  std::vector<char> text;
  std::vector<std::uint64_t> spaces;       // then: where words begin
  std::vector<std::uint64_t> punctuation;  // then: where they end
  std::vector<std::uint64_t> unusual;
  std::vector<std::uint64_t> dashes;
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> ends;
  // Per byte of the rebuilt words: where the character that it comes from begins and ends in the window.
  std::vector<Span> origins;
  std::vector<Item> items;
  std::vector<std::int32_t> ids;  // of a group
  // Words that the cache does not know, and the tokens of all of them: those of word i end at ends[i].
  std::vector<Gap> missing;
  std::vector<std::int32_t> pieces;
  std::vector<std::uint32_t> piece_ends;
  std::vector<std::uint32_t> counts;  // tokens of each word, where details are wanted
  std::size_t window = 0;
  std::size_t side_begin = 0;

  void make_room(std::size_t size) {
    if (size <= window) return;
    const std::size_t blocks = size / 64 + 1;
    side_begin = size + kKeyPadding;
    text.assign(side_begin + kMaxGrowth * size + 64 + kKeyPadding, '\0');
    for (auto* masks : {&spaces, &punctuation, &unusual, &dashes}) masks->assign(blocks, 0);
    begins.assign(size + 72, 0);
    ends.assign(size + 72, 0);
    origins.assign(text.size() - side_begin, Span{0, 0});
    items.resize(size + kGroup + 1);
    missing.resize(items.size());
    piece_ends.resize(items.size());
    counts.resize(items.size());
    window = size;
  }

  std::size_t capacity_bytes() const noexcept override {
    return sizeof(Buffers) + cache.capacity_bytes() + text.capacity() +
           4 * spaces.capacity() * sizeof(std::uint64_t) + 2 * begins.capacity() * sizeof(std::uint32_t) +
           origins.capacity() * sizeof(Span) + items.capacity() * sizeof(Item) +
           missing.capacity() * sizeof(Gap) +
           (piece_ends.capacity() + counts.capacity()) * sizeof(std::uint32_t) +
           (ids.capacity() + pieces.capacity()) * sizeof(std::int32_t);
  }
};

std::uint32_t narrow(std::size_t value) noexcept {
  return static_cast<std::uint32_t>(value);
}

// Words that are a token, as Walk::resolve() finds them. Vocabularies have frequent words first.
SeedWords seeds_of(const model::WordPiece& model, const WordTable& table) {
  const vocab::Vocab& vocab = model.vocab();
  const auto key_of_token = [&vocab](std::int32_t id) {
    const std::string_view text = vocab.token(id);  // padded
    return key_of(text.data(), text.size());
  };
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 0; id <= vocab.max_id() && ids.size() < SeedWords::kMost; ++id) {
    const std::string_view text = vocab.token(id);
    if (text.empty() || text.size() > kMaxKeyBytes) continue;
    if (unicode::count_code_points(text) > model.max_input_chars_per_word()) continue;
    if (table.find_word(key_of_token(id)) == id) ids.push_back(id);
  }
  return SeedWords(std::move(ids), key_of_token);
}

// What kernels find as dashes. Texts that are typeset have one in most lines.
constexpr char32_t kFirstDash = 0x2010;
constexpr char32_t kLastDash = 0x2027;

// Marks behind each other, which the normal form sorts by their combining class. Where all of them go, the
// order says nothing; where one stays, sorting would move it, and what it says about offsets with it.
class MarkRun {
 public:
  // Adds a character whose decomposition begins and ends with these classes; false where something that stays
  // would be sorted.
  bool takes(std::uint8_t first, std::uint8_t last, bool stays) noexcept {
    if (first == 0) {
      last_ = last;
      any_stays_ = false;
      return true;
    }
    any_stays_ |= stays;
    if (first < last_) return !any_stays_;
    last_ = last;
    return true;
  }

 private:
  std::uint8_t last_ = 0;  // the highest class so far
  bool any_stays_ = false;
};

}  // namespace

// One call of encode().
class BertWordPiece::Walk {
 public:
  Walk(const BertWordPiece& encoder, Buffers& buffers, std::string_view text, std::uint32_t shift,
       std::size_t limit, std::int32_t word, model::TokenBuffer& out)
      : encoder_(encoder),
        kernels_(simd::kernels()),
        buffers_(buffers),
        text_(text),
        shift_(shift),
        limit_(limit),
        word_(word),
        out_(out) {}

  // False where the stages must do it.
  bool run();
  std::int32_t word() const noexcept { return word_; }

 private:
  std::size_t find_words(std::size_t size);
  std::size_t next_unusual(std::size_t at, std::size_t end) const noexcept;
  std::size_t cut_inside(std::size_t begin, std::size_t end) const noexcept;
  std::size_t add_plain(std::size_t first, std::size_t count, std::size_t unusual) noexcept;
  void add_item(std::size_t at, std::size_t size) noexcept;
  void make_item(Item& item, std::size_t at, std::size_t size,
                 const WordCache::Places& places) const noexcept;
  bool rebuild(std::size_t begin, std::size_t end);
  bool flush();
  template <bool kDetails>
  bool look_up();
  void add_details(const Item& item, const std::int32_t* ids, std::size_t count);
  Span origin(std::size_t at) const noexcept;
  const WordCache::Entry* find(const Item& item) const noexcept;
  template <bool kDetails>
  bool add_missing(std::size_t missing, std::size_t size, std::int32_t* to, std::size_t& all);
  bool resolve(const Item& item);

  const BertWordPiece& encoder_;
  const simd::KernelTable& kernels_;
  Buffers& buffers_;
  std::string_view text_;
  std::uint32_t shift_;
  std::size_t limit_;
  std::int32_t word_;
  model::TokenBuffer& out_;

  // Of buffers_, read for each word.
  Item* item_list_ = nullptr;
  char* window_text_ = nullptr;

  std::size_t base_ = 0;        // of the window in the text
  bool any_unusual_ = false;    // in the window
  std::size_t items_ = 0;       // waiting
  std::size_t item_bytes_ = 0;  // of all that wait, or more: no fewer than their tokens
  std::size_t side_ = 0;        // end of the rebuilt words
};

// Classifies the window and lists its words and punctuation; answers how many there are.
std::size_t BertWordPiece::Walk::find_words(std::size_t size) {
  const char* from = text_.data() + base_;
  if (encoder_.options_.lowercase) {
    kernels_.lower_ascii(from, size, buffers_.text.data());
  } else {
    std::copy(from, from + size, buffers_.text.data());
  }
  kernels_.classify_ascii(from, size, buffers_.spaces.data(), buffers_.punctuation.data());
  kernels_.unusual_ascii(from, size, buffers_.unusual.data());
  if (encoder_.dashes_stand_alone_) kernels_.dashes(from, size, buffers_.dashes.data());
  std::uint64_t word_before = 0;
  std::uint64_t mark_before = 0;
  std::uint64_t dash_end_before = 0;  // of one that the block before ends with or that reaches into this one
  std::uint64_t all_unusual = 0;
  // Cleaning deletes the controls that are white space to the pre-tokenizer, 0B and 0C.
  const std::uint64_t deleted = encoder_.options_.clean_text ? ~std::uint64_t{0} : 0;
  for (std::size_t block = 0; block * 64 < size; ++block) {
    const std::size_t left = size - block * 64;
    const std::uint64_t valid = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    const std::uint64_t unusual = buffers_.unusual[block];
    const std::uint64_t mark = buffers_.punctuation[block];
    // As punctuation, but for their size. What is left of one from the block before are as many bytes as lie
    // before its end.
    const std::uint64_t dash = buffers_.dashes[block];
    const std::uint64_t dash_ends = dash << 3 | dash_end_before;
    const std::uint64_t dash_bytes =
        dash | dash << 1 | dash << 2 | (dash_end_before - (dash_end_before != 0 ? 1 : 0));
    dash_end_before = dash >> 61;
    const std::uint64_t space = buffers_.spaces[block] & ~(unusual & deleted);
    const std::uint64_t word = ~(space | mark | dash_bytes) & valid;
    buffers_.unusual[block] = unusual & ~dash_bytes;
    all_unusual |= buffers_.unusual[block];
    const std::uint64_t shifted = word << 1 | word_before;
    buffers_.spaces[block] = (word & ~shifted) | mark | dash;
    buffers_.punctuation[block] = (~word & shifted) | mark << 1 | mark_before | dash_ends;
    word_before = word >> 63;
    mark_before = mark >> 63;
  }
  const std::size_t blocks = (size + 63) / 64;
  const std::size_t count = kernels_.bit_positions(buffers_.spaces.data(), blocks, buffers_.begins.data());
  const std::size_t ended = kernels_.bit_positions(buffers_.punctuation.data(), blocks, buffers_.ends.data());
  if (ended < count) buffers_.ends[ended] = narrow(size);
  any_unusual_ = all_unusual != 0;
  return count;
}

bool BertWordPiece::Walk::run() {
  std::size_t window = kWindow;
  while (base_ < text_.size()) {
    const std::size_t size = std::min(window, text_.size() - base_);
    buffers_.make_room(size);
    item_list_ = buffers_.items.data();
    window_text_ = buffers_.text.data();
    std::size_t count = find_words(size);
    std::size_t consumed = size;
    side_ = buffers_.side_begin;
    if (base_ + size < text_.size() && count != 0 && buffers_.ends[count - 1] == size) {
      // The last word may go on behind the window.
      const std::size_t begin = buffers_.begins[count - 1];
      const std::size_t cut = cut_inside(begin, size);
      if (cut != begin) {
        buffers_.ends[count - 1] = narrow(cut);
        consumed = cut;
      } else if (begin != 0) {
        --count;
        consumed = begin;
      } else {
        window *= 2;
        if (window > kMaxWindow) return false;
        continue;
      }
    }
    std::size_t unusual = any_unusual_ ? next_unusual(0, size) : size;
    for (std::size_t i = 0; i < count;) {
      if (unusual >= buffers_.ends[i]) {
        i = add_plain(i, count, unusual);
      } else if (unusual < buffers_.begins[i]) {
        // One between two words is white space that cleaning leaves to the pre-tokenizer.
        unusual = next_unusual(buffers_.begins[i], size);
        continue;
      } else {
        if (!rebuild(buffers_.begins[i], buffers_.ends[i])) return false;
        unusual = next_unusual(buffers_.ends[i], size);
        ++i;
      }
      if (items_ >= kGroup) {
        if (!flush()) return false;
        if (out_.size() >= limit_) return true;
      }
    }
    if (!flush()) return false;
    if (out_.size() >= limit_) return true;
    base_ += consumed;
    window = kWindow;
  }
  return true;
}

// The first byte at or behind `at` that is not plain ASCII; `end` where there is none before it.
inline std::size_t BertWordPiece::Walk::next_unusual(std::size_t at, std::size_t end) const noexcept {
  return next_bit(buffers_.unusual.data(), at, end);
}

// Where a run of word bytes that reaches the window's end can be cut: before a character that always stands
// alone. `begin` where there is none near the end.
std::size_t BertWordPiece::Walk::cut_inside(std::size_t begin, std::size_t end) const noexcept {
  constexpr std::size_t kLookBack = 64;
  const char* text = buffers_.text.data();
  const std::size_t stop = end - begin > kLookBack ? end - kLookBack : begin;
  for (std::size_t at = end; at > stop;) {
    --at;
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0xC0 || at + unicode::length_of_lead(lead) > end || at == begin) continue;
    const char* p = text + at;
    const CharAction action = encoder_.chars_.action(unicode::decode(p));
    if (action == CharAction::kIsolated || action == CharAction::kSpace) return at;
  }
  return begin;
}

// Adds words [first, count) that end at or before `unusual`, as many as the group still takes; answers which
// word comes next.
inline std::size_t BertWordPiece::Walk::add_plain(std::size_t first, std::size_t count,
                                                  std::size_t unusual) noexcept {
  const std::uint32_t* const begins = buffers_.begins.data();
  const std::uint32_t* const ends = buffers_.ends.data();
  const WordCache::Places places = buffers_.cache.places();
  Item* const items = item_list_ + items_;
  const std::size_t last = std::min(count, first + (kGroup - items_));
  std::size_t i = first;
  for (; i < last && ends[i] <= unusual; ++i)
    make_item(items[i - first], begins[i], ends[i] - begins[i], places);
  items_ += i - first;
  item_bytes_ += ends[i - 1] - begins[first];
  return i;
}

inline void BertWordPiece::Walk::add_item(std::size_t at, std::size_t size) noexcept {
  make_item(item_list_[items_++], at, size, buffers_.cache.places());
  item_bytes_ += size;
}

inline void BertWordPiece::Walk::make_item(Item& item, std::size_t at, std::size_t size,
                                           const WordCache::Places& places) const noexcept {
  const char* word = window_text_ + at;
  item.at = narrow(at);
  item.size = narrow(size);
  // A word beyond the cache has the hash of its beginning, which is never looked for.
  item.key = size <= kMaxKeyBytes
                 ? key_of(word, size)
                 : WordCache::long_key(std::string_view(word, std::min(size, WordCache::kMaxWordBytes)));
  item.set = narrow(places.set_of(item.key));
  places.prefetch(item.set);
}

// The words of a stretch with bytes that are not plain ASCII. They stay where they are until a character
// changes; from there to its end a word is written anew, behind the window.
bool BertWordPiece::Walk::rebuild(std::size_t begin, std::size_t end) {
  // Room for the stretch, as the items that wait refer to what is there.
  if (side_ + kMaxGrowth * (end - begin) + kKeyPadding > buffers_.text.size() && !flush()) return false;
  char* const text = window_text_;
  const BertChars& chars = encoder_.chars_;
  const bool clean = encoder_.options_.clean_text;
  std::size_t word = begin;  // begin of the word, in the window or behind it
  std::size_t at = begin;    // its end so far
  bool is_copy = false;
  MarkRun marks;
  const bool wants_spans = out_.wants_spans;
  const auto append = [&](const char* bytes, std::size_t size, std::size_t from, std::size_t to) {
    for (std::size_t i = 0; i < size; ++i) text[at + i] = bytes[i];
    if (wants_spans) {
      for (std::size_t i = 0; i < size; ++i)
        buffers_.origins[at + i - buffers_.side_begin] = Span{narrow(from), narrow(to)};
    }
    at += size;
  };
  // Characters of one byte each.
  const auto append_ascii = [&](std::size_t from, std::size_t to) {
    std::copy(text + from, text + to, text + at);
    if (wants_spans) {
      for (std::size_t i = from; i < to; ++i)
        buffers_.origins[at + (i - from) - buffers_.side_begin] = Span{narrow(i), narrow(i + 1)};
    }
    at += to - from;
  };
  const auto start_copy = [&] {
    if (is_copy) return;
    is_copy = true;
    const std::size_t from = word;
    const std::size_t size = at - word;
    word = at = side_;
    append_ascii(from, from + size);
  };
  // The next word begins at `next` of the window.
  const auto end_word = [&](std::size_t next) {
    if (at != word) add_item(word, at - word);
    if (is_copy) side_ = at;
    is_copy = false;
    word = at = next;
  };
  const char* p = text + begin;
  const char* const stop = text + end;
  while (p != stop) {
    const char* const first = p;
    const auto from = static_cast<std::size_t>(p - text);
    const auto byte = static_cast<unsigned char>(*p);
    if (byte < 0x80) {
      // All of a run of plain ASCII are word characters as they are.
      const std::size_t plain = next_unusual(from, end);
      if (plain != from) {
        marks = MarkRun();
        if (is_copy) {
          append_ascii(from, plain);
        } else {
          at += plain - from;
        }
        p = text + plain;
        continue;
      }
    }
    CharAction action = CharAction::kSame;
    char32_t c = byte;
    if (byte < 0x80) {
      if ((byte < 0x20 || byte == 0x7F) && clean) action = CharAction::kDrop;
      ++p;
    } else {
      c = unicode::decode(p);
      action = chars.action(c);
    }
    const auto size = static_cast<std::size_t>(p - first);
    switch (action) {
      case CharAction::kSame:
        marks = MarkRun();
        if (is_copy) {
          append(first, size, from, from + size);
        } else {
          at += size;
        }
        break;
      case CharAction::kDrop:
        // What cleaning deletes has class 0 and is no part of the run: the normal form comes after it.
        if (const std::uint8_t mark = byte < 0x80 ? 0 : unicode::combining_class(c);
            mark != 0 && !marks.takes(mark, mark, false)) {
          return false;
        }
        // Nothing to copy where no word has begun.
        if (!is_copy && at == word) {
          word = at = from + size;
        } else {
          start_copy();
        }
        break;
      case CharAction::kSpace:
        marks = MarkRun();
        end_word(from + size);
        break;
      case CharAction::kIsolated:
        marks = MarkRun();
        end_word(from);
        add_item(from, size);
        word = at = from + size;
        break;
      case CharAction::kMapped: {
        const BertChars::Expansion made = chars.expand(c);
        const bool is_mark = made.kind == BertChars::Kind::kMark;
        const bool is_word = is_mark || made.kind == BertChars::Kind::kWord;
        if (made.kind == BertChars::Kind::kStages || !marks.takes(made.first_class, made.last_class, is_mark))
          return false;
        if (!is_word) end_word(from);
        if (made.kind != BertChars::Kind::kSpace) {
          start_copy();
          append(made.bytes, made.size, from, from + size);
        }
        if (!is_word) end_word(from + size);
        break;
      }
    }
  }
  end_word(end);
  return true;
}

// False where the stages must do the text.
bool BertWordPiece::Walk::flush() {
  if (items_ == 0) return true;
  static_assert(kCopiedIds >= WordCache::kInlineIds, "four are stored at a time");
  if (buffers_.ids.size() < item_bytes_ + kCopiedIds) buffers_.ids.resize(2 * item_bytes_ + kCopiedIds);
  const bool done = out_.wants_spans || out_.wants_words ? look_up<true>() : look_up<false>();
  items_ = 0;
  item_bytes_ = 0;
  side_ = buffers_.side_begin;
  return done;
}

template <bool kDetails>
bool BertWordPiece::Walk::look_up() {
  std::int32_t* const ids = buffers_.ids.data();
  std::int32_t* end = ids;
  const WordCache& cache = buffers_.cache;
  std::size_t missing = 0;
  for (std::size_t i = 0; i < items_; ++i) {
    const Item& item = item_list_[i];
    const WordCache::Entry* const entry = find(item);
    if (entry == nullptr) {
      if (item.size <= kMaxKeyBytes) encoder_.table_.prefetch_word(item.key);
      buffers_.missing[missing++] = Gap{narrow(i), narrow(static_cast<std::size_t>(end - ids))};
      continue;
    }
    const std::size_t count = cache.copy_tokens(*entry, end);
    if (kDetails) buffers_.counts[i] = narrow(count);
    end += count;
  }
  const auto size = static_cast<std::size_t>(end - ids);
  std::int32_t* const to = out_.ids.room(item_bytes_ + kCopiedIds);
  std::size_t all = size;
  if (missing == 0) {
    copy_ids(to, ids, size);
  } else if (!add_missing<kDetails>(missing, size, to, all)) {
    return false;
  }
  out_.ids.add(all);
  if (kDetails) {
    const std::int32_t* from = to;
    for (std::size_t i = 0; i < items_; ++i) {
      add_details(item_list_[i], from, buffers_.counts[i]);
      from += buffers_.counts[i];
    }
  }
  if (!kDetails) word_ += static_cast<std::int32_t>(items_);
  return true;
}

const WordCache::Entry* BertWordPiece::Walk::find(const Item& item) const noexcept {
  return buffers_.cache.find(item.set, item.key, std::string_view(window_text_ + item.at, item.size));
}

// Writes the `size` ids of the other words to `to`, the tokens of missing ones between them; `all` is how
// many these are together. False where a word has an added token.
template <bool kDetails>
bool BertWordPiece::Walk::add_missing(std::size_t missing, std::size_t size, std::int32_t* to,
                                      std::size_t& all) {
  std::vector<std::int32_t>& pieces = buffers_.pieces;
  pieces.clear();
  for (std::size_t i = 0; i < missing; ++i) {
    const Item& item = item_list_[buffers_.missing[i].word];
    const std::size_t before = pieces.size();
    // It may have been there twice in the group.
    if (const WordCache::Entry* const entry = find(item); entry != nullptr) {
      const WordCache::Tokens tokens = buffers_.cache.tokens(*entry);
      pieces.insert(pieces.end(), tokens.ids, tokens.ids + tokens.count);
    } else if (!resolve(item)) {
      return false;
    }
    buffers_.piece_ends[i] = narrow(pieces.size());
    if (kDetails) buffers_.counts[buffers_.missing[i].word] = narrow(pieces.size() - before);
  }
  const std::int32_t* const end =
      fill_gaps(to, buffers_.ids.data(), size, buffers_.missing.data(), missing, [&](std::size_t i) {
        return std::pair(pieces.data() + (i == 0 ? 0 : buffers_.piece_ends[i - 1]),
                         pieces.data() + buffers_.piece_ends[i]);
      });
  all = static_cast<std::size_t>(end - to);
  return true;
}

void BertWordPiece::Walk::add_details(const Item& item, const std::int32_t* ids, std::size_t count) {
  out_.add_words(count, word_);
  ++word_;
  if (!out_.wants_spans) return;
  std::size_t at = item.at;
  const std::size_t end = at + item.size;
  for (std::size_t i = 0; i < count; ++i) {
    // A single token stands for the whole word, also where it is the unknown one.
    const std::size_t size = i + 1 == count ? end - at
                                            : encoder_.piece_bytes_[static_cast<std::size_t>(ids[i])] -
                                                  (i == 0 ? std::size_t{0} : encoder_.prefix_bytes_);
    const Span span{origin(at).begin, origin(at + size - 1).end};
    const std::uint32_t shift = shift_ + narrow(base_);
    out_.spans.push_back(Span{span.begin + shift, span.end + shift});
    at += size;
  }
}

// Where byte `at` of the buffer comes from, in the window.
Span BertWordPiece::Walk::origin(std::size_t at) const noexcept {
  if (at >= buffers_.side_begin) return buffers_.origins[at - buffers_.side_begin];
  return Span{narrow(at), narrow(at + 1)};
}

// Appends the tokens of a word that the cache does not know to the pieces, and lets it know them. False where
// it has an added token.
bool BertWordPiece::Walk::resolve(const Item& item) {
  const std::string_view word(window_text_ + item.at, item.size);
  if (buffers_.added_tokens != nullptr && buffers_.added_tokens->is_in(word)) return false;
  std::vector<std::int32_t>& pieces = buffers_.pieces;
  const std::size_t before = pieces.size();
  // A word has no more characters than bytes, so short words need no count.
  bool known = word.size() <= encoder_.max_chars_ || unicode::count_code_points(word) <= encoder_.max_chars_;
  for (std::size_t at = 0; known && at < word.size();) {
    const WordTable::Match match = encoder_.table_.longest_match(word.substr(at), at != 0);
    known = match.size != 0;
    pieces.push_back(match.id);
    at += match.size;
  }
  if (!known) {
    pieces.resize(before);
    pieces.push_back(encoder_.unk_id_);
  }
  buffers_.cache.insert(item.set, item.key, word, pieces.data() + before, pieces.size() - before);
  return true;
}

bool BertWordPiece::serves(const model::WordPiece& model) {
  const vocab::Vocab& vocab = model.vocab();
  // Tokens by id: dense, each id once, none longer than a table entry says.
  if (vocab.find(model.unk_token()) == vocab::kNoId || vocab.max_token_bytes() > kMaxPieceBytes) return false;
  return vocab::has_dense_ids(vocab);
}

BertWordPiece::BertWordPiece(const normalize::BertOptions& options, const model::WordPiece& model)
    : options_(options),
      chars_(options),
      table_(model.vocab(), model.continuing_subword_prefix()),
      max_chars_(model.max_input_chars_per_word()),
      unk_id_(model.vocab().find(model.unk_token())),
      seeds_(seeds_of(model, table_)),
      prefix_bytes_(model.continuing_subword_prefix().size()),
      piece_bytes_(static_cast<std::size_t>(model.vocab().max_id()) + 1) {
  for (const vocab::Vocab::Entry& entry : model.vocab().entries())
    piece_bytes_[static_cast<std::size_t>(entry.id)] = static_cast<std::uint16_t>(entry.size);
  for (char32_t c = kFirstDash; c <= kLastDash; ++c)
    dashes_stand_alone_ = dashes_stand_alone_ && chars_.action(c) == CharAction::kIsolated;
}

std::unique_ptr<Scratch> BertWordPiece::make_scratch(std::size_t cache_bytes,
                                                     const added::Matcher* added_tokens) const {
  return std::make_unique<Buffers>(cache_bytes, added_tokens, seeds_);
}

bool BertWordPiece::encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
                           Scratch& scratch, model::TokenBuffer& out) const {
  const std::size_t before = out.size();
  Walk walk(*this, static_cast<Buffers&>(scratch), text, shift, limit, word, out);
  if (!walk.run()) {
    out.shrink(before);
    return false;
  }
  word = walk.word();
  return true;
}

bool BertWordPiece::keeps_inside_words(std::string_view pattern) const {
  // Characters around which the normalizer puts spaces have them in the pattern too.
  const char* p = pattern.data();
  const char* const end = p + pattern.size();
  while (p < end) {
    const char32_t c = unicode::decode(p);
    if (unicode::is_white_space(c) || unicode::is_bert_punctuation(c)) return false;
  }
  return !pattern.empty();
}

bool BertWordPiece::normalize(std::string_view text, std::string& out) const {
  return normalize_bert(text, options_, chars_, out);
}

std::size_t BertWordPiece::memory_bytes() const noexcept {
  return sizeof(BertWordPiece) + chars_.memory_bytes() + table_.memory_bytes() + seeds_.memory_bytes() +
         piece_bytes_.capacity() * sizeof(std::uint16_t);
}

}  // namespace btt::fused
