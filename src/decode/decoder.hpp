// Decoder: token texts to text. Immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

  // The text of a list of tokens, appended to `out`.
  void decode(std::vector<std::string> tokens, bool keep_spaces, std::string& out) const;
};

// Nothing configured: texts are joined with single spaces.
class Passthrough final : public Decoder {
 public:
  void apply(std::vector<std::string>&, bool) const override {}
  std::string_view separator() const noexcept override { return " "; }
};

}  // namespace btt::decode
