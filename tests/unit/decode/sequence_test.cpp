// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/sequence.hpp"

#include "decode/byte_fallback.hpp"
#include "decode/fuse.hpp"
#include "decode/replace.hpp"
#include "decode/strip.hpp"
#include "unit/decode/cases.hpp"

using namespace btt;

TEST_CASE("the chain of Llama") {
  std::vector<std::unique_ptr<decode::Decoder>> chain;
  chain.push_back(std::make_unique<decode::Replace>(regex::compile_literal("\u2581"), " "));
  chain.push_back(std::make_unique<decode::ByteFallback>());
  chain.push_back(std::make_unique<decode::Fuse>());
  chain.push_back(std::make_unique<decode::Strip>(" ", 1, 0));
  decode::check_decoded(decode::Sequence(std::move(chain)),
                        {
                            {{"\u2581Hey", "\u2581<0x41>", "<0xE4>", "<0xBB>", "<0x8A>"}, "Hey <0x41>\u4ECA"},
                            {{"a"}, "a"},
                            {{}, ""},
                        });
}
