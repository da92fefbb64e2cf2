// Decoder: token texts to text. Immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decode/token_rules.hpp"

namespace btt::decode {

class Decoder {
 public:
  Decoder() = default;
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Changes the list of token texts as one member of a chain of decoders does. With keep_spaces a clean-up of
  // spaces is left out.
  virtual void apply(std::vector<std::string>& tokens, bool keep_spaces) const = 0;

  // What stands between the texts when the chain is done.
  virtual std::string_view separator() const noexcept { return std::string_view(); }

  // Adds what this member of a chain does to the rules of the members before it. False where rules cannot
  // say it; they are of no use then.
  virtual bool add_to(TokenRules&) const { return false; }

  // The text of a list of tokens, appended to `out`.
  void decode(std::vector<std::string> tokens, bool keep_spaces, std::string& out) const;
};

// One that does to each token what depends on nothing but whether it is the first.
class TokenDecoder : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const final;
  virtual void apply_one(std::string& token, bool is_first, bool keep_spaces) const = 0;

  bool add_to(TokenRules& rules) const override;
};

// Nothing configured: texts are joined with single spaces.
class Passthrough final : public Decoder {
 public:
  void apply(std::vector<std::string>&, bool) const override {}
  std::string_view separator() const noexcept override { return " "; }
  bool add_to(TokenRules&) const override { return true; }
};

}  // namespace btt::decode
