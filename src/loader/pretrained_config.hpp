// tokenizer_config.json, special_tokens_map.json and added_tokens.json of a directory without tokenizer.json,
// read as `_from_pretrained` of transformers 4.57 does.
//
//   {"cls_token": "<s>", "added_tokens_decoder": {"0": {"content": "<s>", "special": true}}}
//
// names the token <s> with the flags of the added token. Where the config has no added_tokens_decoder the two
// older files count: what special_tokens_map.json names replaces what the config says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "loader/json_file.hpp"
#include "loader/tokenizer_classes.hpp"

namespace btt::loader {

// A token that a file names: a string, whose flags are decided later, or an AddedToken.
struct NamedToken {
  std::string content;
  bool is_text = true;
  bool single_word = false;
  bool lstrip = false;
  bool rstrip = false;
  bool special = false;
  std::optional<bool> normalized;  // unset: what `special` is not
  // An object of tokenizer_config.json, which transformers compares before it makes an AddedToken of it.
  bool is_unread_object = false;

  bool is_normalized() const noexcept { return normalized.value_or(!special); }
};

// Equal as two AddedTokens are.
bool equal_added(const NamedToken& a, const NamedToken& b) noexcept;

// The value of a special token's field: without a token it says that there is none.
struct SlotSetting {
  bool is_given = false;
  std::optional<NamedToken> token;
};

class PretrainedConfig {
 public:
  explicit PretrainedConfig(const std::string& directory);

  // Of tokenizer_config.json, for complaints about several fields.
  const std::string& path() const noexcept { return config_.path(); }

  // Fields by name, `otherwise` where they lack.
  bool flag(std::string_view key, bool otherwise) const;          // a boolean, nothing else
  bool flag_or_null(std::string_view key, bool otherwise) const;  // null counts as false
  std::optional<bool> flag_or_unset(std::string_view key) const;  // null counts as unset
  std::uint64_t unsigned_number(std::string_view key, std::uint64_t otherwise) const;

  const SlotSetting& slot(SpecialSlot slot) const noexcept { return slots_[slot]; }
  // additional_special_tokens; nothing where the field lacks or is null.
  const std::optional<std::vector<NamedToken>>& additional() const noexcept { return additional_; }
  bool is_additional_given() const noexcept { return additional_given_; }
  // extra_special_tokens: names and tokens.
  const std::vector<std::pair<std::string, NamedToken>>& extra() const noexcept { return extra_; }
  // added_tokens_decoder, in the order of the file, each id once.
  using Decoder = std::vector<std::pair<std::int64_t, NamedToken>>;
  const Decoder& decoder() const noexcept { return decoder_; }

 private:
  void read_slots();
  void read_decoder(const Json& json);
  void apply_special_tokens_map();
  void apply_added_tokens(const Json& json);
  void use_decoder_for_slots();
  void set_decoder(std::int64_t id, NamedToken token);
  // The field and the file that it is in.
  std::optional<Json> find(std::string_view key, const std::string*& path) const;
  template <typename Read>
  auto read_field(std::string_view key, Read&& read) const
      -> std::optional<decltype(read(std::declval<Json>()))>;

  JsonFile config_;
  JsonFile map_;    // read where it counts
  JsonFile added_;  // read where it counts
  SlotSetting slots_[kSpecialSlots];
  bool additional_given_ = false;
  std::optional<std::vector<NamedToken>> additional_;
  std::vector<std::pair<std::string, NamedToken>> extra_;
  Decoder decoder_;
  std::unordered_map<std::int64_t, std::size_t> decoder_index_;  // id to place in decoder_
  // The AddedTokens by which slots of that content are replaced.
  std::unordered_map<std::string, NamedToken> by_content_;
  // What the last loop over additional tokens left behind, see apply_added_tokens.
  std::string last_additional_ = "None";
};

}  // namespace btt::loader
