#include "decode/cleanup.hpp"

#include <string_view>

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

void replace_all(std::string& text, const Rule& rule) {
  for (std::size_t at = text.find(rule.from); at != std::string::npos; at = text.find(rule.from, at)) {
    text.replace(at, rule.from.size(), rule.to);
    at += rule.to.size();
  }
}

}  // namespace

void clean_up(std::string& text) {
  for (const Rule& rule : kRules) replace_all(text, rule);
}

}  // namespace btt::decode
