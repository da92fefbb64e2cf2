// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/strip_accents.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;

TEST_CASE("every mark goes, nothing is decomposed first") {
  normalize::check_cases(normalize::StripAccents(), {
                                                        {"\u00E9", "\u00E9", "0-2"},
                                                        {"e\u0301", "e", "0-1"},
                                                        {"\u0915\u093F", "\u0915", "0-3"},
                                                        {"\u0301", "", ""},
                                                        {"a\u0301\u0302b\u20DD", "ab", "0-1 5-6"},
                                                        {"x", "x", "0-1"},
                                                        {"", "", ""},
                                                        {"\u0301\u0301a", "a", "4-5"},
                                                    });
}

TEST_CASE("marks that are newer than Unicode 9.0 stay") {
  normalize::check_cases(normalize::StripAccents(), {
                                                        {"a\u1AC0", "a\u1AC0", "0-1 1-4"},
                                                        {"a\u0D3B", "a\u0D3B", "0-1 1-4"},
                                                        {"a\U0001E944", "a", "0-1"},
                                                        {"a\U0001E947", "a", "0-1"},
                                                    });
}
