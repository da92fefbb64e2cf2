#include "decode/cleanup.hpp"

#include <string_view>

#include "decode/replace_all.hpp"

namespace btt::decode {
namespace {

struct Rule {
  std::string_view from;
  std::string_view to;
};

// In this order, each over the whole string.
constexpr Rule kRules[] = {
    {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},    {" n't", "n't"},
    {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
};

// Whether a rule may match: all of them begin with a space and one of a few characters. Most texts are single
// tokens, for which eleven searches cost more than the rest of decoding.
bool has_what_rules_change(std::string_view text) noexcept {
  constexpr std::string_view kBehindSpace = ".?!,'nd";
  for (std::size_t space = text.find(' '); space != std::string_view::npos;
       space = text.find(' ', space + 1)) {
    if (space + 1 < text.size() && kBehindSpace.find(text[space + 1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

void clean_up(std::string& text) {
  if (!has_what_rules_change(text)) return;
  for (const Rule& rule : kRules) replace_all(text, rule.from, rule.to);
}

}  // namespace btt::decode
