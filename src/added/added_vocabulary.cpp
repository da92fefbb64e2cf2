#include "added/added_vocabulary.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

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

// Start of the white space that ends at `at`.
std::size_t space_before(std::string_view text, std::size_t at) noexcept {
  const char* begin = text.data();
  const char* end = begin + at;
  while (end > begin) {
    const char* p = end;
    if (!unicode::is_white_space(unicode::decode_last(begin, p))) break;
    end = p;
  }
  return static_cast<std::size_t>(end - begin);
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

// The token with all its flags as one key.
std::string form_of(const AddedToken& token) {
  std::string form = token.content;
  for (const bool flag : {token.single_word, token.lstrip, token.rstrip, token.normalized, token.special})
    form.push_back(flag ? '1' : '0');
  return form;
}

}  // namespace

std::size_t AddedVocabulary::add(const std::vector<AddedToken>& tokens, const vocab::Vocab& model,
                                 const NormalizePattern& normalize, std::size_t model_size) {
  for (const AddedToken& token : tokens) {
    if (token.special && !token.content.empty() && special_set_.emplace(token.content, true).second) {
      special_.push_back(token);
    }
  }
  // Fixed before the batch, as in the reference: an id that this batch takes from the model does not move it.
  std::int64_t next_id = static_cast<std::int64_t>(model_size);
  if (!by_content_.empty()) {
    std::int64_t max_id = -1;
    for (const auto& entry : by_content_) max_id = std::max<std::int64_t>(max_id, entry.second);
    if (max_id >= next_id || next_id == 0) next_id = max_id + 1;
  }
  // Every form of a token that was there before the batch or came with it, also where another form of the
  // same content took its place since.
  std::unordered_set<std::string> forms;
  for (const auto& entry : by_id_) forms.insert(form_of(entry.second));
  std::size_t ignored = 0;
  for (const AddedToken& token : tokens) {
    if (token.content.empty() || !forms.insert(form_of(token)).second) {
      ++ignored;
      continue;
    }
    const auto known = by_content_.find(token.content);
    std::int32_t id = known != by_content_.end() ? known->second : model.find(token.content);
    if (id == vocab::kNoId) {
      if (next_id > std::numeric_limits<std::int32_t>::max()) {
        throw Error(Status::kLimit, "no token id below 2^31 is left for added token '" + token.content + "'");
      }
      id = static_cast<std::int32_t>(next_id++);
    }
    by_content_[token.content] = id;
    by_id_[id] = token;
    if (special_set_.find(token.content) == special_set_.end()) ordinary_.push_back(token);
  }
  rebuild(model, normalize);
  return tokens.size() - ignored;
}

void AddedVocabulary::rebuild(const vocab::Vocab& model, const NormalizePattern& normalize) {
  std::vector<std::string> patterns[2];
  MatchingSet sets[2];
  bool over_spaces = false;
  for (const std::vector<AddedToken>* list : {&special_, &ordinary_}) {
    for (const AddedToken& token : *list) {
      const std::int32_t added_id = find(token.content);
      const int which = token.normalized ? 1 : 0;
      std::string pattern = token.normalized ? normalize(token.content) : token.content;
      if (pattern.empty()) {
        throw Error(Status::kUnsupported,
                    "added token '" + token.content +
                        "' is nothing after normalization, so it would match everywhere");
      }
      over_spaces = over_spaces || pattern.find(' ') != std::string::npos;
      patterns[which].push_back(std::move(pattern));
      sets[which].ids.push_back(added_id != vocab::kNoId ? added_id : model.find(token.content));
    }
  }
  sets[0].matcher = Matcher(patterns[0]);
  sets[1].matcher = Matcher(patterns[1]);
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
  Matcher::Match match{0, 0, 0};
  // The scanner goes on behind the raw match, also behind a skipped one: white space that a match took with
  // rstrip may be matched again.
  for (std::size_t from = 0; patterns.matcher.find(text, from, match); from = match.end) {
    const std::int32_t id = patterns.ids[match.pattern];
    const AddedToken& owner = by_id_.at(id);
    if (special_as_text && is_special(owner.content)) continue;
    if (owner.single_word && (word_before(text, match.begin) || word_after(text, match.end))) continue;
    std::size_t begin = match.begin;
    std::size_t end = match.end;
    if (owner.lstrip) begin = std::max(space_before(text, begin), done);
    if (owner.rstrip) end = space_after(text, end);
    if (done < begin) add(done, begin, vocab::kNoId);
    if (begin < end) add(begin, end, id);
    done = end;
  }
  if (done < text.size()) add(done, text.size(), vocab::kNoId);
}

std::int32_t AddedVocabulary::find(std::string_view content) const noexcept {
  const auto found = by_content_.find(content);
  return found == by_content_.end() ? vocab::kNoId : found->second;
}

const AddedToken* AddedVocabulary::token(std::int64_t id) const noexcept {
  if (id < 0 || id > std::numeric_limits<std::int32_t>::max()) return nullptr;
  const auto found = by_id_.find(static_cast<std::int32_t>(id));
  return found == by_id_.end() ? nullptr : &found->second;
}

bool AddedVocabulary::is_special(std::string_view content) const noexcept {
  return special_set_.find(content) != special_set_.end();
}

std::size_t AddedVocabulary::memory_bytes() const noexcept {
  std::size_t bytes = held_bytes(by_content_) + held_bytes(by_id_) + held_bytes(special_) +
                      held_bytes(ordinary_) + held_bytes(special_set_);
  for (const auto& entry : by_content_) bytes += held_bytes(entry.first);
  for (const auto& entry : by_id_) bytes += held_bytes(entry.second.content);
  for (const auto& entry : special_set_) bytes += held_bytes(entry.first);
  for (const std::vector<AddedToken>* list : {&special_, &ordinary_}) {
    for (const AddedToken& token : *list) bytes += held_bytes(token.content);
  }
  for (const MatchingSet* patterns : {&raw_, &normalized_}) {
    bytes += patterns->matcher.memory_bytes() + held_bytes(patterns->ids);
  }
  return bytes;
}

}  // namespace btt::added
