#include "decode/token_rules.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "decode/bpe.hpp"
#include "decode/byte_fallback.hpp"
#include "decode/byte_level.hpp"
#include "decode/ctc.hpp"
#include "decode/fuse.hpp"
#include "decode/metaspace.hpp"
#include "decode/replace.hpp"
#include "decode/sequence.hpp"
#include "decode/strip.hpp"
#include "decode/wordpiece.hpp"

using namespace btt;
using namespace btt::decode;

namespace {

template <typename... Members>
Sequence chain(Members... members) {
  std::vector<std::unique_ptr<Decoder>> list;
  (list.push_back(std::move(members)), ...);
  return Sequence(std::move(list));
}

std::unique_ptr<Decoder> spaces() {
  return std::make_unique<Replace>(regex::compile_literal("\u2581"), " ");
}
std::unique_ptr<Decoder> strip(std::size_t start, std::size_t stop) {
  return std::make_unique<Strip>(" ", start, stop);
}
std::unique_ptr<Decoder> bytes() {
  return std::make_unique<ByteFallback>();
}
std::unique_ptr<Decoder> fuse() {
  return std::make_unique<Fuse>();
}

bool has_rules(const Decoder& decoder) {
  TokenRules rules;
  return token_rules(decoder, rules);
}

}  // namespace

TEST_CASE("the rules of the usual decoders") {
  TokenRules rules;
  REQUIRE(token_rules(ByteLevel(), rules));
  CHECK((rules.byte_chars && rules.is_fused && rules.steps.empty() && !rules.first_differs));
  REQUIRE(token_rules(WordPiece("##", true), rules));
  CHECK((rules.steps.size() == 1 && rules.first_differs && rules.cleans_up && !rules.byte_chars));
  REQUIRE(token_rules(WordPiece("##", false), rules));
  CHECK_FALSE(rules.cleans_up);
  REQUIRE(token_rules(Metaspace("\u2581", false), rules));
  CHECK((rules.steps.size() == 1 && rules.first_differs));
  REQUIRE(token_rules(Metaspace("\u2581", true), rules));
  CHECK_FALSE(rules.first_differs);
  REQUIRE(token_rules(Passthrough(), rules));
  CHECK((rules.separator == " " && rules.first_differs && rules.steps.empty()));
  const Sequence llama = chain(spaces(), bytes(), fuse(), strip(1, 0));
  REQUIRE(token_rules(llama, rules));
  CHECK((rules.steps.size() == 1 && rules.byte_tokens && rules.is_fused && rules.strips.size() == 1));
  CHECK((rules.separator.empty() && !rules.first_differs));
}

TEST_CASE("what rules cannot say") {
  CHECK_FALSE(has_rules(Bpe("</w>")));
  CHECK_FALSE(has_rules(Ctc("<pad>", "|", true)));
  CHECK_FALSE(has_rules(chain(fuse(), spaces())));
  CHECK_FALSE(has_rules(chain(bytes(), spaces())));
  CHECK_FALSE(has_rules(chain(bytes(), bytes())));
  // Which tokens are those of bytes would depend on the place.
  CHECK_FALSE(has_rules(chain(std::make_unique<Metaspace>("\u2581", false), bytes())));
  CHECK(has_rules(chain(std::make_unique<Metaspace>("\u2581", true), bytes())));
  // These may fail, and then only for tokens that are asked for.
  CHECK_FALSE(has_rules(chain(std::make_unique<Replace>(regex::compile("a+"), " "), fuse())));
  CHECK_FALSE(has_rules(chain(strip(0, 1))));
  CHECK_FALSE(has_rules(chain(fuse(), strip(1, 1))));
  CHECK(has_rules(chain(strip(1, 0))));
  CHECK(has_rules(chain()));
}
