#include "regex/rewrite.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "regex/class_text.hpp"
#include "regex/engine.hpp"
#include "unicode/utf8.hpp"

namespace btt::regex {
namespace {

using unicode::FoldPair;

constexpr std::size_t kMaxHexDigits = 8;

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char32_t hex_value(std::string_view digits) {
  char32_t value = 0;
  for (const char c : digits) {
    value = value * 16 + static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// What (?i) and its like set; an isolated option holds to the end of its group.
struct Options {
  bool ignore_case = false;
  bool extended = false;
  bool word_ascii = false;
  bool digit_ascii = false;
  bool space_ascii = false;
  bool posix_ascii = false;

  bool set(char letter, bool on) {
    switch (letter) {
      case 'i':
        ignore_case = on;
        return true;
      case 'x':
        extended = on;
        return true;
      case 'W':
        word_ascii = on;
        return true;
      case 'D':
        digit_ascii = on;
        return true;
      case 'S':
        space_ascii = on;
        return true;
      case 'P':
        posix_ascii = on;
        return true;
      default:
        return letter == 'm' || letter == 'C';
    }
  }

  // Whether the set called `name` (as in a POSIX bracket) is cut to ASCII.
  bool cuts(std::string_view name) const {
    static constexpr std::string_view kPosix[] = {"alnum",      "alpha", "blank",   "cntrl", "digit",
                                                  "graph",      "lower", "newline", "print", "punct",
                                                  "posixpunct", "space", "upper",   "word",  "xdigit"};
    if (name == "word" && word_ascii) return true;
    if (name == "digit" && digit_ascii) return true;
    if (name == "space" && space_ascii) return true;
    return posix_ascii && std::find(std::begin(kPosix), std::end(kPosix), name) != std::end(kPosix);
  }
};

// What holds again behind a group.
struct Group {
  Options options;
  bool in_look_behind;
};

class Rewriter {
 public:
  explicit Rewriter(std::string_view pattern) : in_(pattern) {}

  Rewritten run() {
    while (!done()) step();
    return std::move(result_);
  }

 private:
  bool done() const { return at_ >= in_.size(); }
  std::string_view rest() const { return in_.substr(at_); }
  bool next_is(std::string_view text) const { return rest().substr(0, text.size()) == text; }

  // --- output
  // ----------------------------------------------------------------------------------------------------
  // Takes `size` bytes over as they are.
  void copy(std::size_t size) {
    const std::string_view text = in_.substr(at_, size);
    result_.check += text;
    result_.pattern += text;
    at_ += text.size();
  }

  void copy_code_point() {
    if (!done()) copy(unicode::length_of_lead(static_cast<unsigned char>(in_[at_])));
  }

  // Takes all up to and including the next `end` over; all there is where none comes.
  void copy_through(char end) {
    const std::size_t found = in_.find(end, at_);
    copy(found == std::string_view::npos ? in_.size() - at_ : found + 1 - at_);
  }

  // Puts `replacement` where the next `size` bytes stand.
  void replace(std::size_t size, const std::string& replacement) {
    result_.check += in_.substr(at_, size);
    result_.pattern += replacement;
    at_ += size;
    if (result_.pattern.size() > kMaxPattern) {
      throw Error(Status::kLimit, "regular expression: too many character classes");
    }
  }

  void refuse(const std::string& construct) {
    if (result_.unsupported.empty()) result_.unsupported = construct;
  }

  // --- outside of brackets
  // ---------------------------------------------------------------------------------------
  void step() {
    const char c = in_[at_];
    if (c == '\\') {
      escape();
    } else if (c == '[') {
      bracket();
    } else if (c == '(') {
      open_group();
    } else if (c == ')') {
      copy(1);
      if (!outer_.empty()) {
        options_ = outer_.back().options;
        in_look_behind_ = outer_.back().in_look_behind;
        outer_.pop_back();
      }
    } else if (c == '#' && options_.extended) {
      copy_through('\n');
    } else {
      const char* p = in_.data() + at_;
      const char32_t code_point = unicode::decode(p);
      literal(static_cast<std::size_t>(p - in_.data()) - at_, code_point);
    }
  }

  void push() { outer_.push_back({options_, in_look_behind_}); }

  void open_group() {
    if (next_is("(*")) {
      refuse("a callout");
      copy(2);
      push();
      return;
    }
    if (!next_is("(?")) {
      copy(1);
      push();
      return;
    }
    copy(2);
    if (done()) return;
    switch (in_[at_]) {
      case '#':
        for (copy(1); !done() && in_[at_] != ')'; copy_code_point()) {
          if (in_[at_] == '\\') copy(1);
        }
        if (!done()) copy(1);
        return;
      case '<':
        push();
        if (next_is("<=") || next_is("<!")) {
          copy(2);
          in_look_behind_ = true;
        } else {
          copy_through('>');
        }
        return;
      case '\'':
        push();
        copy(1);
        copy_through('\'');
        return;
      case '{':
        refuse("a callout");
        push();
        return;
      case '(':
        // The condition is a group of its own, and what follows it is in this one.
        push();
        copy(1);
        push();
        return;
      default:
        options();
    }
  }

  // Behind "(?": option letters, or one of the marks that begin another kind of group.
  void options() {
    Options next = options_;
    bool on = true;
    std::size_t size = 0;
    for (; at_ + size < in_.size(); ++size) {
      const char c = in_[at_ + size];
      if (c == ':' || c == ')') break;
      if (c == '-') {
        on = false;
      } else if (c == 'y') {
        if (rest().substr(size, 4) == "y{w}") refuse("the option y{w}");
        size = std::min(in_.find('}', at_ + size), in_.size() - 1) - at_;
      } else if (c == 'I' || c == 'L') {
        refuse(c == 'I' ? "the option I" : "the option L");
      } else if (!next.set(c, on)) {
        break;  // (?=, (?!, (?>, (?~, or an error of the pattern
      }
    }
    const char end = at_ + size < in_.size() ? in_[at_ + size] : '\0';
    if (end == ')') {
      copy(size + 1);
      options_ = next;
      return;
    }
    push();
    if (end != ':') {
      copy(1);
      return;
    }
    copy(size + 1);
    options_ = next;
  }

  // A literal of `size` bytes: with (?i) written as a class where the engine may not know its case pair.
  void literal(std::size_t size, char32_t c) {
    if (options_.ignore_case && c < 0x110000) {
      const auto* const end = unicode::new_folds_end();
      const auto* pair = std::lower_bound(unicode::new_folds_begin(), end, c,
                                          [](const FoldPair& p, char32_t x) { return p.code_point < x; });
      if (pair != end && pair->code_point == c) {
        Ranges ranges{{c, c}};
        for (; pair != end && pair->code_point == c; ++pair) ranges.push_back({pair->partner, pair->partner});
        std::string text;
        append_class(text, ranges, false);
        replace(size, text);
        return;
      }
    }
    copy(size);
  }

  // Classes by name are not touched by (?i) outside of brackets.
  void bare_class(std::size_t size, const Ranges& ranges, bool negated) {
    std::string text;
    append_class(text, ranges, negated);
    replace(size, options_.ignore_case ? "(?-i:" + text + ")" : text);
  }

  Ranges word(bool in_brackets) const {
    const Ranges& all = in_brackets ? word_in_brackets() : word_outside_brackets();
    return options_.cuts("word") ? only_ascii(all) : all;
  }

  Ranges digit() const {
    const Ranges& all = *posix_bracket("digit");
    return options_.cuts("digit") ? only_ascii(all) : all;
  }

  std::string boundary(bool negated) const {
    std::string members;
    append_members(members, word(false));
    const std::string behind = "[" + members + "])";
    const std::string ahead = "[" + members + "])";
    return "(?:(?<=" + behind + (negated ? "(?=" : "(?!") + ahead + "|(?<!" + behind +
           (negated ? "(?!" : "(?=") + ahead + ")";
  }

  // Puts look-ahead in place of an escape, which the engine does not take inside of look-behind.
  void assertion(const char* name, const std::string& text) {
    if (in_look_behind_) refuse(std::string(name) + " inside of look-behind");
    replace(2, text);
  }

  // The engine (6.9.8) starts its search for a pattern that ends with the text right there, where look-behind
  // then sees nothing: (?<=a)\z does not match "ba". In look-behind no look-ahead may stand, and none is
  // needed.
  void end_of_text(const std::string& look_ahead) {
    if (in_look_behind_) {
      copy(2);
    } else {
      replace(2, look_ahead);
    }
  }

  void escape() {
    if (at_ + 1 >= in_.size()) {
      copy(1);
      return;
    }
    const char c = in_[at_ + 1];
    switch (c) {
      case 'w':
      case 'W':
        bare_class(2, word(false), c == 'W');
        return;
      case 'd':
      case 'D':
        bare_class(2, digit(), c == 'D');
        return;
      case 'b':
      case 'B':
        assertion(c == 'b' ? "\\b" : "\\B", boundary(c == 'B'));
        return;
      case 'p':
      case 'P':
        property(false);
        return;
      case 'R':
        // The engine's own one loses a character under a quantifier up to 6.9.8.
        replace(2, "(?>\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])");
        return;
      case 'X':
        assertion("\\X", "(?>\\O(?:" + no_grapheme_break() + "\\O)*)");
        return;
      case 'y':
        assertion("\\y", "(?!(?<=\\O)(?=\\O)" + no_grapheme_break() + ")");
        return;
      case 'Y':
        assertion("\\Y", "(?:(?<=\\O)(?=\\O)" + no_grapheme_break() + ")");
        return;
      case 'z':
        end_of_text("(?!\\O)");
        return;
      case 'Z':
        end_of_text("(?=\\n?(?!\\O))");
        return;
      case 'k':
      case 'g':
        copy(2);
        if (next_is("<")) {
          copy_through('>');
        } else if (next_is("'")) {
          copy(1);
          copy_through('\'');
        }
        return;
      default:
        other_escape();
    }
  }

  // Escapes that stand for characters, in brackets or not.
  void other_escape() {
    switch (in_[at_ + 1]) {
      case 'x':
      case 'u':
        hex_escape();
        return;
      case 'o':
        copy(2);
        if (next_is("{")) copy_through('}');
        return;
      case 'c':
        copy(2);
        controlled();
        return;
      case 'C':
      case 'M':
        copy(2);
        if (next_is("-")) {
          copy(1);
          controlled();
        }
        return;
      default: {
        const char* p = in_.data() + at_ + 1;
        const char32_t c = unicode::decode(p);
        const std::size_t size = static_cast<std::size_t>(p - in_.data()) - at_;
        if (c < 0x80 || in_brackets_) {
          copy(size);
        } else {
          literal(size, c);
        }
      }
    }
  }

  // The character that \c, \C- or \M- changes; it may be escaped itself.
  void controlled() {
    if (next_is("\\") && at_ + 1 < in_.size()) {
      descend();
      other_escape();
      --depth_;
    } else {
      copy_code_point();
    }
  }

  void hex_escape() {
    const bool braces = in_[at_ + 1] == 'x' && at_ + 2 < in_.size() && in_[at_ + 2] == '{';
    if (in_[at_ + 1] == 'x' && !braces) {
      copy(2);  // one byte of a character, its digits follow
      return;
    }
    const std::size_t begin = at_ + (braces ? 3 : 2);
    std::size_t end = begin;
    while (end < in_.size() && end - begin < (braces ? kMaxHexDigits : 4) && is_hex_digit(in_[end])) ++end;
    const bool single = braces ? end > begin && end < in_.size() && in_[end] == '}' : end - begin == 4;
    if (single && !in_brackets_) {
      literal(end - at_ + (braces ? 1 : 0), hex_value(in_.substr(begin, end - begin)));
    } else if (braces && end > begin) {
      copy_through('}');
    } else {
      copy(2);
    }
  }

  // \p{name}, \p{^name}, \P{name}; \p without a brace is the letter.
  void property(bool in_brackets) {
    if (in_.substr(at_ + 2, 1) != "{") {
      // Left out: the backslash, as a later engine takes \pL for a property.
      const std::string letter(1, in_[at_ + 1]);
      result_.check += letter;
      result_.pattern += letter;
      at_ += 2;
      return;
    }
    const std::size_t close = in_.find('}', at_);
    if (close == std::string_view::npos) {
      copy(in_.size() - at_);
      return;
    }
    std::string_view name = in_.substr(at_ + 3, close - at_ - 3);
    bool negated = in_[at_ + 1] == 'P';
    if (!name.empty() && name[0] == '^') {
      negated = !negated;
      name.remove_prefix(1);
    }
    std::optional<Ranges> ranges = unicode::find_ranges(name);
    if (!ranges) {
      throw Error(Status::kParse,
                  "invalid regular expression: invalid character property name {" + std::string(name) + "}");
    }
    const std::string plain = plain_name(name);
    if (plain == "word") ranges = word(in_brackets);
    // \p{Punct} is not the one of the POSIX names.
    if (plain != "punct" && options_.cuts(plain)) ranges = only_ascii(*ranges);
    const std::size_t size = close + 1 - at_;
    const std::size_t checked = result_.check.size();
    if (in_brackets) {
      nested_class(size, *ranges, negated);
    } else {
      bare_class(size, *ranges, negated);
    }
    // The name is known here, but perhaps not to the engine that checks.
    result_.check.replace(checked, std::string::npos, "\\p{L}");
  }

  static std::string plain_name(std::string_view name) {
    std::string out;
    for (const char c : name) {
      if (c != ' ' && c != '_' && c != '-') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return out;
  }

  // --- brackets
  // --------------------------------------------------------------------------------------------------
  void bracket() {
    const std::size_t start = result_.pattern.size();
    in_brackets_ = true;
    class_body();
    in_brackets_ = false;
    if (options_.ignore_case) add_new_folds(start);
  }

  // The engine adds case pairs to the whole class, the "^" of the outermost bracket left out. So do we.
  void add_new_folds(std::size_t start) {
    const std::string text = result_.pattern.substr(start);
    const bool negated = text.size() > 1 && text[1] == '^';
    const std::string plain = negated ? "[" + text.substr(2) : text;
    std::vector<char32_t> candidates;
    for (const auto* p = unicode::new_folds_begin(); p != unicode::new_folds_end(); ++p) {
      if (candidates.empty() || candidates.back() != p->code_point) candidates.push_back(p->code_point);
    }
    const std::vector<char32_t> members = engine::members(plain, candidates);
    Ranges added;
    for (const auto* p = unicode::new_folds_begin(); p != unicode::new_folds_end(); ++p) {
      if (std::binary_search(members.begin(), members.end(), p->code_point) &&
          !std::binary_search(members.begin(), members.end(), p->partner)) {
        added.push_back({p->partner, p->partner});
      }
    }
    if (added.empty()) return;
    result_.pattern.resize(start);
    result_.pattern += negated ? "[^" : "[";
    result_.pattern += plain;
    append_members(result_.pattern, added);
    result_.pattern += ']';
  }

  void class_body() {
    copy(1);
    if (next_is("^")) copy(1);
    if (next_is("]")) copy(1);  // first of all it is a member
    while (!done()) {
      const char c = in_[at_];
      if (c == ']') {
        copy(1);
        return;
      }
      if (c == '[') {
        if (!posix()) nested_brackets();
      } else if (c == '\\') {
        class_escape();
      } else {
        copy_code_point();
      }
    }
  }

  // One level of recursion more.
  void descend() {
    if (++depth_ > kMaxDepth) throw Error(Status::kLimit, "regular expression: too deeply nested");
  }

  void nested_brackets() {
    descend();
    class_body();
    --depth_;
  }

  void nested_class(std::size_t size, const Ranges& ranges, bool negated) {
    std::string text;
    append_class(text, ranges, negated);
    replace(size, text);
  }

  // "[:name:]" or "[:^name:]"; false where the bracket opens a class.
  bool posix() {
    if (!next_is("[:")) return false;
    const bool negated = in_.substr(at_ + 2, 1) == "^";
    const std::size_t begin = at_ + (negated ? 3 : 2);
    std::size_t end = begin;
    while (end < in_.size() && in_[end] >= 'a' && in_[end] <= 'z') ++end;
    const std::string_view name = in_.substr(begin, end - begin);
    const Ranges* const ranges = posix_bracket(name);
    if (ranges == nullptr || in_.substr(end, 2) != ":]") {
      // The engine may take such a "[" for a member.
      if (in_.find(":]", at_) != std::string_view::npos) refuse("an unknown POSIX bracket");
      return false;
    }
    nested_class(end + 2 - at_, options_.cuts(name) ? only_ascii(*ranges) : *ranges, negated);
    return true;
  }

  void class_escape() {
    if (at_ + 1 >= in_.size()) {
      copy(1);
      return;
    }
    const char c = in_[at_ + 1];
    if (c == 'w' || c == 'W') {
      nested_class(2, word(true), c == 'W');
    } else if (c == 'd' || c == 'D') {
      nested_class(2, digit(), c == 'D');
    } else if (c == 'p' || c == 'P') {
      property(true);
    } else {
      other_escape();
    }
  }

  static constexpr int kMaxDepth = 250;
  // A class may be ten thousand times as long as its shorthand.
  static constexpr std::size_t kMaxPattern = std::size_t{1} << 26;

  std::string_view in_;
  std::size_t at_ = 0;
  Rewritten result_;
  Options options_;
  std::vector<Group> outer_;
  bool in_look_behind_ = false;
  bool in_brackets_ = false;
  int depth_ = 0;
};

}  // namespace

Rewritten rewrite(std::string_view pattern) {
  return Rewriter(pattern).run();
}

}  // namespace btt::regex
