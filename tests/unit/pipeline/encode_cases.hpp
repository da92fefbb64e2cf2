// Encodes on the general road against what the reference answers.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "unit/encoding/show.hpp"
#include "unit/pipeline/options.hpp"
#include "unit/pipeline/samples.hpp"

namespace btt::pipeline {

struct EncodeCase {
  const std::string& tokenizer;
  bool is_pretokenized;
  std::vector<std::string> first;
  bool is_pair;
  std::vector<std::string> second;
  Options options;
  std::string_view shown;  // "! ..." for a failure
};

inline std::string encoded(const Tokenizer& tokenizer, const EncodeCase& wanted) {
  const std::vector<std::string_view> first(wanted.first.begin(), wanted.first.end());
  const std::vector<std::string_view> second(wanted.second.begin(), wanted.second.end());
  const Tokenizer::Side first_side{first.data(), first.size(), wanted.is_pretokenized};
  const Tokenizer::Side second_side{second.data(), second.size(), wanted.is_pretokenized};
  Workspace workspace;
  try {
    return encoding::show(tokenizer.encode(first_side, wanted.is_pair ? &second_side : nullptr,
                                           wanted.options.value, workspace));
  } catch (const Error& error) {
    return std::string("! ") + error.what();
  }
}

inline void check_encodes(const std::vector<EncodeCase>& cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(i);
    CAPTURE(cases[i].first.empty() ? std::string() : cases[i].first[0]);
    CHECK(encoded(*samples::load(cases[i].tokenizer), cases[i]) == cases[i].shown);
  }
}

}  // namespace btt::pipeline
