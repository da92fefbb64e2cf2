#include "added/added_vocabulary.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::added {
namespace {

using text::Span;

bool word_before(std::string_view text, std::size_t at) noexcept {
  if (at == 0) return false;
  const char* end = text.data() + at;
  return unicode::is_word_16(unicode::decode_last(text.data(), end));
}

bool word_after(std::string_view text, std::size_t at) noexcept {
  if (at == text.size()) return false;
  const char* p = text.data() + at;
  return unicode::is_word_16(unicode::decode(p));
}

// Start of the white space that ends at `at`, looking back to `floor` only.
std::size_t space_before(std::string_view text, std::size_t at, std::size_t floor) noexcept {
  const char* begin = text.data() + floor;
  const char* end = text.data() + at;
  while (end > begin) {
    const char* p = end;
    if (!unicode::is_white_space(unicode::decode_last(begin, p))) break;
    end = p;
  }
  return static_cast<std::size_t>(end - text.data());
}

// End of the white space that starts at `at`.
std::size_t space_after(std::string_view text, std::size_t at) noexcept {
  const char* p = text.data() + at;
  const char* end = text.data() + text.size();
  while (p < end) {
    const char* next = p;
    if (!unicode::is_white_space(unicode::decode(next))) break;
    p = next;
  }
  return static_cast<std::size_t>(p - text.data());
}

// The flags of a token as one bit of 32.
std::uint32_t form_of(const AddedToken& token) noexcept {
  unsigned flags = 0;
  for (const bool flag : {token.single_word, token.lstrip, token.rstrip, token.normalized, token.special})
    flags = flags << 1 | (flag ? 1U : 0U);
  return std::uint32_t{1} << flags;
}

}  // namespace

std::size_t AddedVocabulary::add(const std::vector<AddedToken>& tokens, const vocab::Vocab& model,
                                 const NormalizePattern& normalize, std::size_t model_size) {
  // Fixed before the batch, as in the reference: an id that this batch takes from the model does not move it.
  std::int64_t next_id = static_cast<std::int64_t>(model_size);
  if (!by_content_.empty()) {
    std::int64_t max_id = -1;
    for (const Content& content : by_content_) max_id = std::max<std::int64_t>(max_id, content.id);
    if (max_id >= next_id || next_id == 0) next_id = max_id + 1;
  }
  registered_.reserve(registered_.size() + tokens.size());  // the views of the texts stay valid
  struct Known {
    Content content;
    // Every form of the content that was there before the batch or came with it, also where another form took
    // its place since.
    std::uint32_t forms;
  };
  std::unordered_map<std::string_view, Known> contents;
  contents.reserve(by_content_.size() + tokens.size());
  for (const Content& content : by_content_) contents.emplace(text_of(content), Known{content, 0});
  for (const Owner& owner : by_id_) {
    const AddedToken& token = registered_[owner.token];
    contents.at(token.content).forms |= form_of(token);
  }

  // The specials of the batch first: they are special for the tokens before them too.
  constexpr std::uint32_t kNotYet = ~std::uint32_t{0};
  std::vector<std::uint32_t> indexes(tokens.size(), kNotYet);
  const auto register_token = [&](std::size_t i) {
    if (indexes[i] != kNotYet) return;
    indexes[i] = static_cast<std::uint32_t>(registered_.size());
    registered_.push_back(tokens[i]);
  };
  const auto known_of = [&](std::size_t i) -> Known& {
    const auto known = contents.find(tokens[i].content);
    if (known != contents.end()) return known->second;
    register_token(i);
    const Content fresh{indexes[i], vocab::kNoId, false};
    return contents.emplace(registered_.back().content, Known{fresh, 0}).first->second;
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].special || tokens[i].content.empty()) continue;
    Known& known = known_of(i);
    if (known.content.special) continue;
    known.content.special = true;
    register_token(i);
    special_.push_back(indexes[i]);
  }
  std::size_t ignored = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const AddedToken& token = tokens[i];
    if (token.content.empty()) {
      ++ignored;
      continue;
    }
    Known& known = known_of(i);
    if ((known.forms & form_of(token)) != 0) {
      ++ignored;
      continue;
    }
    known.forms |= form_of(token);
    register_token(i);
    std::int32_t& id = known.content.id;
    if (id == vocab::kNoId) id = model.find(token.content);
    if (id == vocab::kNoId) {
      if (next_id > std::numeric_limits<std::int32_t>::max()) {
        throw Error(Status::kLimit, "no token id below 2^31 is left for added token '" + token.content + "'");
      }
      id = static_cast<std::int32_t>(next_id++);
    }
    by_id_.push_back(Owner{id, indexes[i]});
    if (!known.content.special) ordinary_.push_back(indexes[i]);
  }

  by_content_.clear();
  by_content_.reserve(contents.size());
  for (const auto& known : contents) by_content_.push_back(known.second.content);
  std::sort(by_content_.begin(), by_content_.end(),
            [this](const Content& a, const Content& b) { return text_of(a) < text_of(b); });
  // The last token of an id owns it.
  std::stable_sort(by_id_.begin(), by_id_.end(), [](const Owner& a, const Owner& b) { return a.id < b.id; });
  const auto kept = std::unique(by_id_.rbegin(), by_id_.rend(),
                                [](const Owner& a, const Owner& b) { return a.id == b.id; });
  by_id_.erase(by_id_.begin(), kept.base());
  std::vector<std::int32_t> ids;
  ids.reserve(registered_.size());
  for (const AddedToken& token : registered_) ids.push_back(contents.at(token.content).content.id);
  registered_.shrink_to_fit();
  by_id_.shrink_to_fit();
  special_.shrink_to_fit();
  ordinary_.shrink_to_fit();
  rebuild(ids, normalize);
  return tokens.size() - ignored;
}

void AddedVocabulary::rebuild(const std::vector<std::int32_t>& ids, const NormalizePattern& normalize) {
  std::vector<std::string> patterns[2];
  MatchingSet sets[2];
  bool over_spaces = false;
  strips_right_ = false;
  for (const std::vector<std::uint32_t>* list : {&special_, &ordinary_}) {
    for (const std::uint32_t index : *list) {
      const AddedToken& token = registered_[index];
      const int which = token.normalized ? 1 : 0;
      std::string pattern = token.normalized ? normalize(token.content) : token.content;
      // A token of which the normalizer leaves nothing matches everywhere and cuts the text into bytes.
      over_spaces = over_spaces || pattern.empty();
      over_spaces = over_spaces || pattern.find(' ') != std::string::npos;
      strips_right_ = strips_right_ || token.rstrip;
      patterns[which].push_back(std::move(pattern));
      sets[which].ids.push_back(ids[index]);
    }
  }
  for (std::size_t which = 0; which < 2; ++which) {
    sets[which].matcher = Matcher(patterns[which]);
    sets[which].ids.shrink_to_fit();
  }
  raw_ = std::move(sets[0]);
  normalized_ = std::move(sets[1]);
  matches_over_spaces_ = over_spaces;
}

void AddedVocabulary::split(std::string_view text, bool normalized, bool special_as_text,
                            std::vector<Stretch>& out) const {
  out.clear();
  const MatchingSet& patterns = set(normalized);
  const auto add = [&out](std::size_t begin, std::size_t end, std::int32_t id) {
    out.push_back(Stretch{Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, id});
  };
  std::size_t done = 0;
  std::size_t space_begin = 1;  // the run of white space that rstrip walked last; none yet
  std::size_t space_end = 0;
  Matcher::Match match{0, 0, 0};
  // The scanner goes on behind the raw match, also behind a skipped one: white space that a match took with
  // rstrip may be matched again.
  bool behind_match = false;
  for (std::size_t from = 0; patterns.matcher.find(text, from, behind_match, match); from = match.end) {
    behind_match = true;
    const std::int32_t id = patterns.ids[match.pattern];
    const AddedToken& owner = *token(id);
    if (special_as_text && is_special(owner.content)) continue;
    if (match.begin == match.end && match.begin < text.size() &&
        (static_cast<unsigned char>(text[match.begin]) & 0xC0) == 0x80) {
      throw Error(Status::kUnsupported, "added token '" + owner.content +
                                            "' is nothing after normalization and so matches inside the " +
                                            "character at byte " + std::to_string(match.begin) +
                                            ", about which the reference panics");
    }
    if (owner.single_word && (word_before(text, match.begin) || word_after(text, match.end))) continue;
    std::size_t begin = match.begin;
    std::size_t end = match.end;
    if (owner.lstrip) begin = done < begin ? space_before(text, begin, done) : done;
    if (owner.rstrip) {
      // White space tokens in a long run of white space would each walk to its end.
      if (end < space_begin || space_end < end) {
        space_begin = end;
        space_end = space_after(text, end);
      }
      end = space_end;
    }
    if (done < begin) add(done, begin, vocab::kNoId);
    if (begin < end) add(begin, end, id);
    done = end;
  }
  if (done < text.size()) add(done, text.size(), vocab::kNoId);
}

const AddedVocabulary::Content* AddedVocabulary::content_of(std::string_view content) const noexcept {
  const auto found =
      std::lower_bound(by_content_.begin(), by_content_.end(), content,
                       [this](const Content& entry, std::string_view text) { return text_of(entry) < text; });
  return found == by_content_.end() || text_of(*found) != content ? nullptr : &*found;
}

std::int32_t AddedVocabulary::find(std::string_view content) const noexcept {
  const Content* found = content_of(content);
  return found == nullptr ? vocab::kNoId : found->id;
}

const AddedToken* AddedVocabulary::token(std::int64_t id) const noexcept {
  const auto found =
      std::lower_bound(by_id_.begin(), by_id_.end(), id,
                       [](const Owner& owner, std::int64_t wanted) { return owner.id < wanted; });
  return found == by_id_.end() || found->id != id ? nullptr : &registered_[found->token];
}

bool AddedVocabulary::is_special(std::string_view content) const noexcept {
  const Content* found = content_of(content);
  return found != nullptr && found->special;
}

std::size_t AddedVocabulary::memory_bytes() const noexcept {
  std::size_t bytes = held_bytes(registered_) + held_bytes(by_id_) + held_bytes(by_content_) +
                      held_bytes(special_) + held_bytes(ordinary_);
  for (const AddedToken& token : registered_) bytes += held_bytes(token.content);
  for (const MatchingSet* patterns : {&raw_, &normalized_}) {
    bytes += patterns->matcher.memory_bytes() + held_bytes(patterns->ids);
  }
  return bytes;
}

}  // namespace btt::added
