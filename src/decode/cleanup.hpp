// The reference's clean-up of spaces before punctuation and English contractions, rule after rule on one
// string.
#pragma once

#include <string>

namespace btt::decode {

void clean_up(std::string& text);

}  // namespace btt::decode
