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

}  // namespace

void clean_up(std::string& text) {
  for (const Rule& rule : kRules) replace_all(text, rule.from, rule.to);
}

}  // namespace btt::decode
