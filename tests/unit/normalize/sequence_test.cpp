// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/sequence.hpp"

#include "normalize/lowercase.hpp"
#include "normalize/replace.hpp"
#include "normalize/strip.hpp"
#include "normalize/strip_accents.hpp"
#include "normalize/unicode_form.hpp"
#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::check_cases;
using normalize::Normalizer;
using normalize::Sequence;
using normalize::UnicodeForm;
using normalize::UnicodeNormalizer;

namespace {

template <typename... Members>
Sequence sequence_of(std::unique_ptr<Members>... members) {
  std::vector<std::unique_ptr<Normalizer>> list;
  (list.push_back(std::move(members)), ...);
  return Sequence(std::move(list));
}

}  // namespace

TEST_CASE("members run one after the other, ranges go through all of them") {
  check_cases(
      sequence_of(std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfd),
                  std::make_unique<normalize::StripAccents>(), std::make_unique<normalize::Lowercase>()),
      {
          {"\u00C9A", "ea", "0-2 2-3"},
          {"\u0130", "i", "0-2"},
          {"\uD55C\u00C9", "\u1112\u1161\u11ABe", "0-3 0-3 0-3 3-5"},
      });
  check_cases(sequence_of(std::make_unique<normalize::Replace>(regex::compile_literal(" "), "__"),
                          std::make_unique<normalize::Strip>(true, true),
                          std::make_unique<normalize::Replace>(regex::compile_literal("_"), "-")),
              {
                  {" a b ", "--a--b--", "0-1 0-1 1-2 2-3 2-3 3-4 4-5 4-5"},
              });
  check_cases(sequence_of(std::make_unique<normalize::Strip>(true, true),
                          std::make_unique<UnicodeNormalizer>(UnicodeForm::kNfc),
                          std::make_unique<normalize::Lowercase>()),
              {
                  {"  E\u0301b ", "\u00E9b", "2-3 5-6"},
                  {"  ", "", ""},
              });
}

TEST_CASE("a sequence of nothing") {
  check_cases(sequence_of(), {
                                 {"\u00C9", "\u00C9", "0-2"},
                                 {"", "", ""},
                             });
}
