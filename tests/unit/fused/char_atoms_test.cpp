#include "fused/char_atoms.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fused/byte_merges.hpp"
#include "loader/load.hpp"
#include "pipeline/tokenizer.hpp"
#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

using namespace btt;

namespace {

using Merge = std::pair<std::string, std::string>;

std::string printed(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) unicode::append(text, text::kByteChars[static_cast<unsigned char>(byte)]);
  return text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

// A model of all bytes with these merges of bytes, in this order.
class Model {
 public:
  explicit Model(const std::vector<Merge>& merges) {
    std::vector<std::string> tokens;
    for (unsigned byte = 0; byte < 256; ++byte)
      tokens.push_back(printed(std::string(1, static_cast<char>(byte))));
    std::string list;
    for (const Merge& merge : merges) {
      for (const std::string& part : {merge.first, merge.second, merge.first + merge.second}) {
        const std::string token = printed(part);
        if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) tokens.push_back(token);
      }
      list += (list.empty() ? "[" : ",[") + quoted(printed(merge.first)) + "," +
              quoted(printed(merge.second)) + "]";
    }
    std::string vocab;
    for (std::size_t i = 0; i < tokens.size(); ++i)
      vocab += (i == 0 ? "" : ",") + quoted(tokens[i]) + ":" + std::to_string(i);
    tokenizer_ = loader::load_memory(
        R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,)"
        R"("pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false},)"
        R"("post_processor":null,"decoder":null,"model":{"type":"BPE","dropout":null,"unk_token":null,)"
        R"("continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,)"
        "\"vocab\":{" +
        vocab + "},\"merges\":[" + list + "]}}");
    const auto* bpe = dynamic_cast<const model::Bpe*>(&tokenizer_->model());
    REQUIRE(bpe != nullptr);
    merges_ = std::make_unique<fused::ByteMerges>(*bpe);
    REQUIRE(merges_->pairs().is_complete());
  }

  std::vector<std::int32_t> symbols(const std::string& word) const {
    std::vector<std::int32_t> symbols;
    merges_->add_symbols(word, symbols);
    return symbols;
  }
  std::vector<std::int32_t> merged(const std::string& word) const {
    fused::PairMerges::Scratch scratch;
    merges_->add_symbols(word, scratch.words.symbols);
    scratch.words.end_word();
    std::vector<std::int32_t> ids;
    std::uint32_t end = 0;
    merges_->pairs().merge(scratch.words, scratch, ids, &end);
    return ids;
  }
  // What the general model makes of it, byte by byte.
  std::vector<std::int32_t> expected(const std::string& word) const {
    pipeline::Workspace workspace;
    pipeline::SequenceOptions options;
    options.stages_only = true;
    options.remembers = false;
    model::TokenBuffer out;
    out.start(false, false, false);
    tokenizer_->encode_sequence(word, options, workspace, out);
    return std::vector<std::int32_t>(out.ids.begin(), out.ids.end());
  }

 private:
  std::shared_ptr<const pipeline::Tokenizer> tokenizer_;
  std::unique_ptr<fused::ByteMerges> merges_;
};

const std::vector<std::string>& characters() {
  static const std::vector<std::string> kCharacters = {"\u044F", "\u044E", "\u0430", "\u00E9", "\u4E2D",
                                                       "\u6587", "\u4E01", "\u4E0D", " ",      "a"};
  return kCharacters;
}

}  // namespace

TEST_CASE("a character whose bytes merge first is one symbol") {
  const Model model({{"\xD1", "\x8F"}, {"\u044F", "\u044F"}, {"a", "\u044F"}});
  CHECK(model.symbols("a\u044F\u044Fb").size() == 4);
  CHECK(model.symbols("\u044E").size() == 2);
  CHECK(model.merged("a\u044F\u044Fb") == model.expected("a\u044F\u044Fb"));
}

TEST_CASE("what may take a byte of it first is asked of its neighbours") {
  // A space takes the first byte, "a" behind it the second one, before the two come together.
  const Model model({{" ", "\xD1"}, {"\x8F", "a"}, {"\xD1", "\x8F"}, {"\xD1", "\x8E"}, {"\x8E", "!"}});
  CHECK(model.symbols("x\u044Fx").size() == 3);
  CHECK(model.symbols(" \u044Fx").size() == 4);
  CHECK(model.symbols("x\u044Fa").size() == 4);
  CHECK(model.symbols("\u044F").size() == 1);
  // That comes too late.
  CHECK(model.symbols("x\u044E!").size() == 3);
  for (const char* word : {"x\u044Fx", " \u044Fx", "x\u044Fa", "x\u044E!", " \u044Fa", "\u044F\u044E \u044F"})
    CHECK(model.merged(word) == model.expected(word));
}

TEST_CASE("what is left of a character that was cut stays bytes") {
  const Model model({{"\xD1", "\x8F"}, {"\xB8", "\xAD"}, {"\xE4", "\xB8\xAD"}});
  CHECK(model.symbols("\u4E2D").size() == 1);
  CHECK(model.symbols("\x8F\u044F\xD1").size() == 3);
  CHECK(model.symbols("\xB8\xAD\u4E2D\xE4\xB8").size() == 5);
  CHECK(model.symbols("\xD1").size() == 1);
}

TEST_CASE("a character is no symbol where it is merged further before it is made") {
  // The token comes from elsewhere, too: what is made of it ranks first.
  const Model early({{"\u044F", "a"}, {"\xD1", "\x8F"}});
  CHECK(early.symbols("\u044Fa").size() == 3);
  CHECK(early.merged("\u044Fa") == early.expected("\u044Fa"));
  // Ranks that do not ascend: the last two bytes are the first to merge, with what is made of the others.
  const Model turned({{"\xB8\xAD", "x"}, {"\xE4", "\xB8\xAD"}, {"\xB8", "\xAD"}});
  CHECK(turned.symbols("\u4E2D").size() == 3);
  CHECK(turned.merged("\u4E2Dx") == turned.expected("\u4E2Dx"));
}

TEST_CASE("words merge to the same from characters as from bytes, whatever the merges and their order") {
  std::mt19937 random(3);
  std::size_t atoms = 0;
  std::size_t apart = 0;  // characters that are an atom elsewhere
  std::size_t wrong = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> parts;
    for (const std::string& character : characters()) {
      for (const char byte : character) {
        if (std::find(parts.begin(), parts.end(), std::string(1, byte)) == parts.end())
          parts.emplace_back(1, byte);
      }
    }
    std::vector<Merge> merges;
    const auto add = [&](const std::string& left, const std::string& right) {
      if (left.size() + right.size() > 9) return;
      const Merge merge{left, right};
      if (std::find(merges.begin(), merges.end(), merge) != merges.end()) return;
      merges.push_back(merge);
      if (std::find(parts.begin(), parts.end(), left + right) == parts.end()) parts.push_back(left + right);
    };
    for (int i = 0; i < 60; ++i) {
      if (random() % 3 != 0) {
        add(parts[random() % parts.size()], parts[random() % parts.size()]);
        continue;
      }
      // One that makes a character.
      const std::string& character = characters()[random() % characters().size()];
      if (character.size() < 2) continue;
      const std::size_t middle = 1 + random() % (character.size() - 1);
      const auto is_part = [&](const std::string& part) {
        return std::find(parts.begin(), parts.end(), part) != parts.end();
      };
      if (is_part(character.substr(0, middle)) && is_part(character.substr(middle)))
        add(character.substr(0, middle), character.substr(middle));
    }
    // Merges of vocabularies come in order; others are legal too.
    if (round % 3 == 0) std::shuffle(merges.begin(), merges.end(), random);
    const Model model(merges);
    std::vector<bool> is_atom;
    for (const std::string& character : characters())
      is_atom.push_back(character.size() > 1 && model.symbols(character).size() == 1);
    for (int i = 0; i < 60; ++i) {
      std::string word;
      std::size_t bytes = 0;
      std::size_t fewest = 0;
      const std::size_t size = 1 + random() % 12;
      for (std::size_t at = 0; at < size; ++at) {
        const std::size_t which = random() % characters().size();
        word += characters()[which];
        bytes += characters()[which].size();
        fewest += is_atom[which] ? 1 : characters()[which].size();
      }
      const std::size_t found = model.symbols(word).size();
      CHECK(found >= fewest);
      atoms += bytes - found;
      apart += found - fewest;
      wrong += model.merged(word) != model.expected(word) ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
  CHECK(atoms > 5000);
  CHECK(apart > 1000);
}
