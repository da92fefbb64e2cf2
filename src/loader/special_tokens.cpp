#include "loader/special_tokens.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/error.hpp"

namespace btt::loader {
namespace {

NamedToken wrapped(NamedToken token, Wrap wrap) {
  if (!token.is_text) {
    // A copy of an AddedToken fixes what was left open.
    token.normalized = token.is_normalized();
    return token;
  }
  if (wrap == Wrap::kText) return token;
  token.is_text = false;
  token.lstrip = wrap == Wrap::kLstripNormalized || wrap == Wrap::kLstripRaw;
  token.normalized = wrap == Wrap::kNormalized || wrap == Wrap::kLstripNormalized;
  return token;
}

NamedToken text_token(std::string content) {
  NamedToken token;
  token.content = std::move(content);
  return token;
}

bool is_extra_id(const NamedToken& token) {
  return token.content.find("<extra_id_") != std::string::npos;
}

added::AddedToken registered(const NamedToken& token, bool special) {
  added::AddedToken out;
  out.content = token.content;
  out.single_word = token.single_word;
  out.lstrip = token.lstrip;
  out.rstrip = token.rstrip;
  out.special = special;
  out.normalized = token.normalized.value_or(!special);
  return out;
}

}  // namespace

std::vector<const NamedToken*> Specials::all() const {
  std::vector<const NamedToken*> tokens;
  std::unordered_set<std::string_view> seen;
  const auto add = [&](const NamedToken& token) {
    if (!token.content.empty() && seen.insert(token.content).second) tokens.push_back(&token);
  };
  for (const std::optional<NamedToken>& slot : slots) {
    if (slot) add(*slot);
  }
  // A list is compared with what came before it, not within itself.
  std::vector<const NamedToken*> unseen;
  for (const NamedToken& token : additional) {
    if (!token.content.empty() && seen.count(token.content) == 0) unseen.push_back(&token);
  }
  for (const NamedToken* token : unseen) seen.insert(token->content);
  tokens.insert(tokens.end(), unseen.begin(), unseen.end());
  for (const NamedToken& token : extra) add(token);
  return tokens;
}

const std::string& Specials::content(SpecialSlot slot) const {
  if (!slots[slot] || slots[slot]->content.empty())
    throw Error(Status::kUnsupported, path + ": unsupported tokenizer without a " + kSlotNames[slot]);
  return slots[slot]->content;
}

const std::string& Specials::content_for_template(SpecialSlot slot) const {
  const std::string& text = content(slot);
  if (text[0] == '$' || text.find_first_of(" :") != std::string::npos) {
    throw Error(Status::kUnsupported, path + ": unsupported " + kSlotNames[slot] + " " + json_string(text) +
                                          ": the template of this class cannot hold it");
  }
  return text;
}

std::string extra_id(std::size_t index) {
  return "<extra_id_" + std::to_string(index) + ">";
}

ExtraIds read_extra_ids(const PretrainedConfig& config) {
  constexpr std::uint64_t kMost = 1 << 20;
  ExtraIds ids;
  const std::uint64_t count = config.unsigned_number("extra_ids", 100);
  if (count > kMost) throw Error(Status::kLimit, config.path() + ": more than 1048576 extra_ids");
  ids.count = ids.numbered = static_cast<std::size_t>(count);
  if (!config.additional()) return ids;
  ids.numbered = static_cast<std::size_t>(
      std::count_if(config.additional()->begin(), config.additional()->end(), is_extra_id));
  if (ids.numbered != 0 && ids.count != 0 && ids.numbered != ids.count) {
    throw Error(Status::kParse, config.path() + ": extra_ids is " + std::to_string(ids.count) +
                                    ", but additional_special_tokens names " + std::to_string(ids.numbered) +
                                    " of the tokens <extra_id_...>");
  }
  return ids;
}

Specials resolve_specials(const TokenizerClass& the_class, const PretrainedConfig& config) {
  Specials specials;
  specials.path = config.path();
  for (std::size_t i = 0; i < kSpecialSlots; ++i) {
    const SlotSetting& setting = config.slot(static_cast<SpecialSlot>(i));
    std::optional<NamedToken> token = setting.token;
    if (!setting.is_given && the_class.slots[i].text != nullptr) token = text_token(the_class.slots[i].text);
    if (token) specials.slots[i] = wrapped(*std::move(token), the_class.slots[i].wrap);
  }
  if (config.additional()) {
    for (const NamedToken& token : *config.additional())
      specials.additional.push_back(wrapped(token, Wrap::kText));
  } else if (!config.is_additional_given() && the_class.additional_specials != nullptr) {
    for (const char* const* text = the_class.additional_specials; *text != nullptr; ++text)
      specials.additional.push_back(text_token(*text));
  }
  if (the_class.conversion == Conversion::kT5) {
    const ExtraIds ids = read_extra_ids(config);
    if (!config.additional() || ids.numbered == 0) {
      for (std::size_t i = 0; i < ids.count; ++i) specials.additional.push_back(text_token(extra_id(i)));
    }
  }
  for (const auto& [name, token] : config.extra()) {
    const auto* const slot = std::find(std::begin(kSlotNames), std::end(kSlotNames), name);
    if (slot != std::end(kSlotNames)) {
      specials.slots[slot - std::begin(kSlotNames)] = wrapped(token, Wrap::kText);
    } else {
      specials.extra.push_back(wrapped(token, Wrap::kText));
    }
  }
  return specials;
}

PythonIds::PythonIds(const vocab::Vocab& base, const PretrainedConfig::Decoder& decoder, bool base_first)
    : base_(base), base_first_(base_first) {
  for (const auto& [id, token] : decoder) {
    added_[token.content] = id;
    std::int64_t& largest = vocab_.emplace(token.content, id).first->second;
    largest = std::max(largest, id);
  }
}

std::optional<std::int64_t> PythonIds::find(const std::string& token) const {
  const auto found = added_.find(token);
  if (found == added_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> PythonIds::find_in_vocab(const std::string& token) const {
  const auto found = vocab_.find(token);
  const std::int32_t base_id = base_.find(token);
  if (found != vocab_.end() && (base_id == vocab::kNoId || !base_first_)) return found->second;
  if (base_id == vocab::kNoId) return std::nullopt;
  return base_id;
}

void PythonIds::add(const Specials& specials) {
  auto next = static_cast<std::int64_t>(base_.size());
  for (const auto& entry : vocab_) next += base_.find(entry.first) == vocab::kNoId ? 1 : 0;
  for (const NamedToken* token : specials.all()) {
    if (token->is_text && find(token->content)) continue;
    std::optional<std::int64_t> id = find_in_vocab(token->content);
    if (!id) id = vocab_[token->content] = next++;
    added_[token->content] = *id;
  }
}

std::vector<added::AddedToken> added_tokens(const std::vector<added::AddedToken>& converted,
                                            const PretrainedConfig::Decoder& decoder,
                                            const Specials& specials) {
  const std::vector<const NamedToken*> named = specials.all();
  std::unordered_set<std::string> is_named;
  for (const NamedToken* token : named) is_named.insert(token->content);

  std::vector<const NamedToken*> sorted;
  {
    std::vector<std::pair<std::int64_t, const NamedToken*>> by_id;
    for (const auto& entry : decoder) by_id.emplace_back(entry.first, &entry.second);
    std::sort(by_id.begin(), by_id.end());
    for (const auto& entry : by_id) sorted.push_back(entry.second);
  }
  std::unordered_set<std::string> known;
  for (const added::AddedToken& token : converted) known.insert(token.content);
  std::unordered_multimap<std::string, const NamedToken*> from_decoder;
  for (const NamedToken* token : sorted) {
    known.insert(token->content);
    from_decoder.emplace(token->content, token);
  }
  // A string is left out where its content is there; an AddedToken only where its equal comes from the file,
  // since it never equals a string: it changes the flags of a token that is there.
  const auto is_there = [&](const NamedToken& token) {
    if (token.is_text) return known.count(token.content) != 0;
    const auto range = from_decoder.equal_range(token.content);
    return std::any_of(range.first, range.second,
                       [&](const auto& entry) { return equal_added(*entry.second, token); });
  };
  std::vector<added::AddedToken> added;
  for (const NamedToken* token : sorted)
    added.push_back(registered(*token, token->special || is_named.count(token->content) != 0));
  for (const NamedToken* token : named) {
    if (!is_there(*token)) added.push_back(registered(*token, true));
  }
  return added;
}

}  // namespace btt::loader
