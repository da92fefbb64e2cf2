#include "regex/regex.hpp"

#include <string>

#include "base/error.hpp"
#include "regex/engine.hpp"
#include "regex/known_patterns.hpp"
#include "regex/literal.hpp"
#include "regex/rewrite.hpp"

namespace btt::regex {

Regex::~Regex() = default;

std::shared_ptr<const Regex> compile(std::string_view pattern) {
  if (auto known = known_pattern(pattern)) return known;
  return compile_general(pattern);
}

std::shared_ptr<const Regex> compile_general(std::string_view pattern) {
  const Rewritten rewritten = rewrite(pattern);
  engine::compile(rewritten.check);
  if (!rewritten.unsupported.empty()) {
    throw Error(Status::kUnsupported, "regular expression: " + rewritten.unsupported + " is not supported");
  }
  return engine::compile(rewritten.pattern);
}

std::shared_ptr<const Regex> compile_literal(std::string_view text) {
  return std::make_shared<Literal>(std::string(text));
}

bool is_known(std::string_view pattern) {
  return known_pattern(pattern) != nullptr;
}

const char* engine_version() {
  return engine::version();
}

}  // namespace btt::regex
