// Regular expressions of tokenizer.json: leftmost match, ordered alternatives, Oniguruma's own syntax,
// Unicode 16.0.
//
//   const auto regex = regex::compile("\\p{N}{1,3}");
//   regex::for_each_match(*regex, "a1234", f);   // f({1, 4}), f({4, 5})
//
// Patterns of well-known models run on hand-written matchers (known_patterns.hpp), all others on the engine,
// for which every character class is written out first (rewrite.hpp): the results do not depend on the
// Unicode version of the engine that happens to be installed. Matches the reference, which compiles with
// ONIG_SYNTAX_ONIGURUMA, UTF-8 and no options, on Oniguruma 6.9.10. Offsets are bytes; texts are valid UTF-8.
// One Regex may serve many threads.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "unicode/utf8.hpp"

namespace btt::regex {

struct Match {
  std::size_t begin;
  std::size_t end;
};

class Regex {
 public:
  Regex() = default;
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  virtual ~Regex();

  // The leftmost match that starts at or behind `from`; look-behind and \b see the text before `from`. False:
  // none. Throws Error(kInvalidArgument) where the engine gives up (its retry limit), as the reference fails
  // there.
  virtual bool search(std::string_view text, std::size_t from, Match& match) const = 0;

  // The pattern where it is one of the known ones, else empty.
  virtual std::string_view known_text() const noexcept { return {}; }
};

// A hand-written matcher where `pattern` is one of the known ones, else the engine. Throws Error(kParse)
// where the pattern is invalid, Error(kUnsupported) where it is valid but not reproduced (the message names
// the construct).
std::shared_ptr<const Regex> compile(std::string_view pattern);

// Always the engine.
std::shared_ptr<const Regex> compile_general(std::string_view pattern);

// Matches `text` itself, as the reference's String patterns; the empty literal matches the empty string
// everywhere.
std::shared_ptr<const Regex> compile_literal(std::string_view text);

// Whether compile(pattern) takes a hand-written matcher.
bool is_known(std::string_view pattern);

// Version of the engine in use, "6.9.8".
const char* engine_version();

// Calls f(Match) for the successive matches in `text`. An empty match at the end of the match before it is
// dropped, and the search goes on one code point further (find_iter of the reference's onig crate).
template <class F>
void for_each_match(const Regex& regex, std::string_view text, F&& f) {
  std::size_t from = 0;
  std::size_t last_end = unicode::kNpos;
  Match match{};
  while (from <= text.size() && regex.search(text, from, match)) {
    if (match.end == match.begin && match.end == last_end) {
      from += from < text.size() ? unicode::length_of_lead(static_cast<unsigned char>(text[from])) : 1;
      continue;
    }
    f(match);
    from = last_end = match.end;
  }
}

}  // namespace btt::regex
