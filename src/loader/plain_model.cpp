#include "loader/plain_model.hpp"

#include <simdjson.h>

#include <deque>

#include "loader/merge_builder.hpp"
#include "loader/plain_json.hpp"

namespace btt::loader {

class PlainModel::Reader {
 public:
  Reader(std::string_view text, PlainModel& out)
      : text_(text), json_(text), copied_(text.data()), out_(out) {}

  bool read() {
    bool has_model = false;
    const bool plain = read_members([&](std::string_view key) {
      if (key != "model") return json_.skip_value();
      if (has_model || json_.peek() != '{') return false;
      has_model = true;
      return read_model();
    });
    if (!plain || !has_model || copied_ == text_.data()) return false;
    out_.rest_.append(copied_, text_.data() + text_.size());
    return true;
  }

 private:
  // An object; `read_value` gets each key.
  template <typename ReadValue>
  bool read_members(ReadValue&& read_value) {
    if (!json_.take('{')) return false;
    std::string unescaped;
    std::string_view key;
    do {
      if (!json_.read_string(key, unescaped) || key.data() == unescaped.data()) return false;
      if (!json_.take(':') || !read_value(key)) return false;
    } while (json_.take(','));
    return json_.take('}');
  }

  bool read_model() {
    bool has_vocab = false;
    return read_members([&](std::string_view key) {
      if (key == "vocab") {
        if (has_vocab) return false;
        has_vocab = true;
        return json_.peek() == '[' ? replace("[]", [&] { return read_pieces(); })
                                   : replace("{}", [&] { return read_vocab(); });
      }
      if (key == "merges") {
        if (!out_.vocab_ || out_.merges_) return false;
        return replace("[]", [&] { return read_merges(); });
      }
      if (key == "continuing_subword_prefix" && json_.peek() == '"') {
        std::string unescaped;
        std::string_view prefix;
        if (out_.merges_ || !json_.read_string(prefix, unescaped)) return false;
        out_.prefix_bytes_ = prefix.size();
        return true;
      }
      return json_.skip_value();
    });
  }

  // Reads a value that the rest has `with` for.
  template <typename Read>
  bool replace(const char* with, Read&& read) {
    json_.skip_spaces();
    const char* const begin = json_.position();
    if (!read()) return false;
    const char* const end = json_.position();
    if (!simdjson::validate_utf8(begin, static_cast<std::size_t>(end - begin))) return false;
    out_.rest_.append(copied_, begin).append(with);
    copied_ = end;
    return true;
  }

  bool read_vocab() {
    if (!json_.take('{')) return false;
    vocab::Vocab vocab;
    std::string unescaped;
    std::string_view token;
    std::int32_t id = 0;
    do {
      if (!json_.read_string(token, unescaped) || !json_.take(':') || !json_.read_id(id)) return false;
      vocab.insert(token, id);
    } while (json_.take(','));
    if (!json_.take('}')) return false;
    vocab.finish();
    out_.vocab_ = std::move(vocab);
    return true;
  }

  bool read_pieces() {
    if (!json_.take('[')) return false;
    Pieces pieces;
    std::string unescaped;
    std::string_view text;
    double score = 0;
    do {
      if (!json_.take('[') || !json_.read_string(text, unescaped) || !json_.take(',') ||
          !json_.read_number(score) || !json_.take(']')) {
        return false;
      }
      pieces.vocab.insert(text, static_cast<std::int32_t>(pieces.scores.size()));
      pieces.scores.push_back(score);
    } while (json_.take(','));
    if (!json_.take(']')) return false;
    out_.pieces_ = std::move(pieces);
    return true;
  }

  bool read_merges() {
    MergeBuilder builder(*out_.vocab_, out_.prefix_bytes_,
                         [](std::size_t, const std::string&, MergeProblem) { throw NotPlain(); });
    builder.set_source(text_);
    if (!json_.take('[')) return false;
    const char* const begin = json_.position();
    const bool are_pairs = json_.peek() == '[';
    std::size_t index = 0;
    do {
      if (!(are_pairs ? read_pair(builder, index) : read_line(builder, index))) return false;
      ++index;
      if (index == kSample) {
        // As many as the rest of the file has room for; the parts of later ones are longer.
        const auto bytes = static_cast<std::size_t>(json_.position() - begin);
        builder.reserve(kSample *
                        ((static_cast<std::size_t>(text_.data() + text_.size() - begin)) / bytes + 1));
      }
    } while (json_.take(','));
    if (!json_.take(']')) return false;
    out_.merges_ = builder.take();
    return true;
  }

  bool read_pair(MergeBuilder& builder, std::size_t index) {
    std::string_view left;
    std::string_view right;
    if (!json_.take('[') || !read_lasting(left) || !json_.take(',') || !read_lasting(right) ||
        !json_.take(']'))
      return false;
    builder.add(left, right, index);
    return true;
  }

  bool read_line(MergeBuilder& builder, std::size_t index) {
    std::string_view line;
    return read_lasting(line) && builder.add_line(line, index);
  }

  // A string that stays valid.
  bool read_lasting(std::string_view& out) {
    if (!json_.read_string(out, unescaped_)) return false;
    if (out.data() == unescaped_.data()) out = kept_.emplace_back(out);
    return true;
  }

  static constexpr std::size_t kSample = 1024;

  std::string_view text_;
  PlainJson json_;
  const char* copied_;  // up to where the rest has the text
  PlainModel& out_;
  std::string unescaped_;
  std::deque<std::string> kept_;
};

bool PlainModel::read(std::string_view text) {
  try {
    return Reader(text, *this).read();
  } catch (const Error&) {
    return false;  // the general way says it better
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
