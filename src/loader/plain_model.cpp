#include "loader/plain_model.hpp"

#include <simdjson.h>

#include <deque>
#include <limits>

#include "loader/json.hpp"
#include "loader/merge_builder.hpp"

namespace btt::loader {

class PlainModel::Reader {
 public:
  Reader(std::string_view text, PlainModel& out)
      : padded_(text), text_(padded_), copied_(text_.data()), out_(out) {
    if (padded_.data() == nullptr) throw Error(Status::kOutOfMemory, "no memory to parse the file");
  }

  bool read() {
    document_ = parser_.iterate(padded_);
    bool has_model = false;
    const bool is_plain = read_members(document_.get_object(), [&](std::string_view key, Value value) {
      if (key != "model") return true;
      if (has_model) return false;
      has_model = true;
      return read_model(value.get_object());
    });
    if (!is_plain || copied_ == text_.data()) return false;
    out_.rest_.append(copied_, text_.data() + text_.size());
    return true;
  }

 private:
  using Value = simdjson::ondemand::value;
  using Object = simdjson::ondemand::object;
  using Array = simdjson::ondemand::array;

  // `read_value` gets each key; keys with escapes are not plain.
  template <typename ReadValue>
  bool read_members(Object object, ReadValue&& read_value) {
    for (auto member : object) {
      std::string_view key;
      if (!find_end(simdjson::ondemand::raw_json_string(member.key()).raw(), key)) return false;
      if (!read_value(key, Value(member.value()))) return false;
    }
    return true;
  }

  bool read_model(Object model) {
    bool has_vocab = false;
    return read_members(model, [&](std::string_view key, Value value) {
      if (key == "vocab") {
        if (has_vocab) return false;
        has_vocab = true;
        if (first_byte(value) == '[')
          return replace("[]", value, [&] { return read_pieces(value.get_array()); });
        return replace("{}", value, [&] { return read_vocab(value.get_object()); });
      }
      if (key == "merges") {
        if (!out_.vocab_ || out_.merges_) return false;
        return replace("[]", value, [&] { return read_merges(value.get_array()); });
      }
      if (key == "continuing_subword_prefix" && first_byte(value) == '"') {
        if (out_.merges_) return false;
        std::string_view prefix;
        if (!read_string(value, prefix)) return false;
        out_.prefix_bytes_ = prefix.size();
      }
      return true;
    });
  }

  // Reads a value that the rest has `with` for.
  template <typename Read>
  bool replace(const char* with, Value& value, Read&& read) {
    const char* const begin = std::string_view(value.raw_json_token()).data();
    if (!read()) return false;
    out_.rest_.append(copied_, begin).append(with);
    copied_ = document_.current_location();
    return true;
  }

  bool read_vocab(Object object) {
    vocab::Vocab vocab;
    for (auto member : object) {
      std::string_view token;
      const simdjson::ondemand::raw_json_string key = member.key();
      if (!find_end(key.raw(), token)) {
        if (!unescape(parser_, key, scratch_)) return false;
        token = scratch_;
      }
      const std::uint64_t id = member.value().get_uint64();
      if (id > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) return false;
      vocab.insert(token, static_cast<std::int32_t>(id));
    }
    if (vocab.size() == 0) return false;
    vocab.finish();
    out_.vocab_ = std::move(vocab);
    return true;
  }

  bool read_pieces(Array array) {
    Pieces pieces;
    for (auto element : array) {
      std::size_t members = 0;
      std::string_view text;
      double score = 0;
      for (auto member : Array(element.get_array())) {
        Value value = member.value();
        if (members == 0 && !read_string(value, text)) return false;
        if (members == 1 && !read_number(value, score)) return false;
        ++members;
      }
      if (members != 2) return false;
      pieces.vocab.insert(text, static_cast<std::int32_t>(pieces.scores.size()));
      pieces.scores.push_back(score);
    }
    if (pieces.scores.size() == 0) return false;
    out_.pieces_ = std::move(pieces);
    return true;
  }

  bool read_merges(Array array) {
    MergeBuilder builder(*out_.vocab_, out_.prefix_bytes_,
                         [](std::size_t, const std::string&, MergeProblem) { throw NotPlain(); });
    builder.set_source(text_);
    const char* begin = nullptr;
    bool are_pairs = false;
    std::size_t index = 0;
    for (auto element : array) {
      Value value = element.value();
      if (index == 0) begin = token_of(value).data();
      if (index == kSample) {
        // As many as the rest of the file has room for; the parts of later ones are longer.
        const auto bytes = static_cast<std::size_t>(token_of(value).data() - begin);
        builder.reserve(kSample *
                        (static_cast<std::size_t>(text_.data() + text_.size() - begin) / bytes + 1));
      }
      const bool is_pair = first_byte(value) == '[';
      if (index++ == 0) are_pairs = is_pair;
      if (is_pair != are_pairs) return false;
      if (!(is_pair ? read_pair(builder, value.get_array(), index - 1)
                    : read_line(builder, value, index - 1)))
        return false;
    }
    if (index == 0) return false;
    out_.merges_ = builder.take();
    return true;
  }

  bool read_pair(MergeBuilder& builder, Array pair, std::size_t index) {
    std::string_view parts[2];
    std::size_t members = 0;
    for (auto member : pair) {
      Value value = member.value();
      if (members == 2 || !read_string(value, parts[members])) return false;
      ++members;
    }
    if (members != 2) return false;
    builder.add(parts[0], parts[1], index);
    return true;
  }

  bool read_line(MergeBuilder& builder, Value& value, std::size_t index) {
    std::string_view line;
    return read_string(value, line) && builder.add_line(line, index);
  }

  // The value's first token, to the next one.
  static std::string_view token_of(Value& value) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
    return token;
  }
  static char first_byte(Value& value) { return *std::string_view(value.raw_json_token()).data(); }

  // What stands before the closing quote; false where there is an escape. The parser knows that the string is
  // closed.
  static bool find_end(const char* begin, std::string_view& out) {
    const char* end = begin;
    while (*end != '"') {
      if (*end++ == '\\') return false;
    }
    out = std::string_view(begin, static_cast<std::size_t>(end - begin));
    return true;
  }

  // A string, which stays valid as long as the reader.
  bool read_string(Value& value, std::string_view& out) {
    const std::string_view token = token_of(value);
    if (token[0] != '"') return false;
    if (find_end(token.data() + 1, out)) return true;
    if (!unescape(parser_, value.get_raw_json_string(), kept_.emplace_back())) return false;
    out = kept_.back();
    return true;
  }

  static bool read_number(Value& value, double& number) {
    const std::string_view token = token_of(value);
    static_cast<void>(double(value.get_double()));  // complains where it is none
    // The general way knows integers beyond 64 bits.
    if (token.size() > kSafeDigits && token.find_first_of(".eE") == std::string_view::npos) return false;
    number = read_score(token);
    return true;
  }

  static constexpr std::size_t kSample = 1024;
  static constexpr std::size_t kSafeDigits = 18;

  simdjson::padded_string padded_;
  std::string_view text_;
  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
  const char* copied_;  // up to where the rest has the text
  PlainModel& out_;
  std::string scratch_;
  std::deque<std::string> kept_;
};

bool PlainModel::read(std::string_view text) {
  try {
    return Reader(text, *this).read();
  } catch (const simdjson::simdjson_error&) {
    return false;  // the general way says it better
  } catch (const Error&) {
    return false;
  }
}

vocab::Vocab PlainModel::take_vocab() {
  if (!vocab_) throw NotPlain();
  vocab::Vocab vocab = std::move(*vocab_);
  vocab_.reset();
  return vocab;
}

vocab::MergeTable PlainModel::take_merges(std::size_t prefix_bytes) {
  if (!merges_ || prefix_bytes != prefix_bytes_) throw NotPlain();
  vocab::MergeTable merges = std::move(*merges_);
  merges_.reset();
  return merges;
}

PlainModel::Pieces PlainModel::take_pieces() {
  if (!pieces_) throw NotPlain();
  Pieces pieces = std::move(*pieces_);
  pieces_.reset();
  return pieces;
}

}  // namespace btt::loader
