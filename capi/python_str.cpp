#include "python_str.hpp"

#include <cstring>
#include <string>

#include "unicode/code_points.hpp"
#include "unicode/utf8.hpp"

namespace btt::capi::python {

StrMemory str_memory;

namespace {

// Of every str: reference count, type, number of characters, hash, state, of which the first byte says what
// the text is made of and the others are never written. What follows them differs from version to version.
constexpr std::size_t kTypeAt = 8;
constexpr std::size_t kCountAt = 16;
constexpr std::size_t kStateAt = 32;
constexpr std::size_t kLeastHeader = 40;
constexpr std::size_t kMostHeader = 96;

// A str to be looked at, and what should stand in its memory.
struct Sample {
  Ref object;
  std::size_t count = 0;
  std::string characters;  // each of `width` bytes, a zero behind

  // `repeated` comes again and again. The str is longer than any header: what is read of it is its own.
  Sample(std::size_t width, std::u32string_view repeated, std::size_t characters_wanted)
      : count(characters_wanted) {
    std::string text;
    const auto add = [&](char32_t c) {
      for (std::size_t byte = 0; byte < width; ++byte) characters.push_back(static_cast<char>(c >> 8 * byte));
    };
    for (std::size_t i = 0; i < count; ++i) {
      const char32_t c = repeated[i % repeated.size()];
      unicode::append(text, c);
      add(c);
    }
    add(0);
    object = Ref(api.PyUnicode_FromStringAndSize(text.data(), static_cast<Size>(text.size())));
  }

  const char* memory() const noexcept { return reinterpret_cast<const char*>(object.get()); }
  bool is_text() const noexcept {
    return object && load_at<const Object*>(object.get(), kTypeAt) == api.PyUnicode_Type &&
           load_at<Size>(object.get(), kCountAt) == static_cast<Size>(count);
  }
  // The size of the header that the characters stand behind; 0: they do not. No more is compared at first
  // than any str of this length has behind a header of any size.
  std::size_t header() const noexcept {
    for (std::size_t at = kLeastHeader; at <= kMostHeader; at += sizeof(void*)) {
      if (std::memcmp(memory() + at, characters.data(), kMostHeader) == 0)
        return std::memcmp(memory() + at, characters.data(), characters.size()) == 0 ? at : 0;
    }
    return 0;
  }
  // Where in the header the address of the UTF-8 is kept once it was asked for; 0: nowhere.
  std::size_t utf8_slot(std::size_t header) const noexcept {
    std::size_t nulls = 0;
    for (std::size_t at = kLeastHeader; at + sizeof(void*) <= header; at += sizeof(void*)) {
      if (load_at<const void*>(object.get(), at) == nullptr) nulls |= std::size_t{1} << at / sizeof(void*);
    }
    Size size = 0;
    const void* const utf8 = api.PyUnicode_AsUTF8AndSize(object.get(), &size);
    for (std::size_t at = kLeastHeader; utf8 != nullptr && at + sizeof(void*) <= header;
         at += sizeof(void*)) {
      if ((nulls >> at / sizeof(void*) & 1) != 0 && load_at<const void*>(object.get(), at) == utf8) return at;
    }
    return 0;
  }
};

}  // namespace

void StrMemory::learn() noexcept {
  header_ = 0;
  if (sizeof(void*) != 8) return;
  try {
    constexpr std::size_t kSizes[] = {2 * kMostHeader, 2 * kMostHeader + 5};
    constexpr std::u32string_view kRepeated[kWidths] = {U"\u00E9a\u00FF", U"\u0100a\u00E9\u4E2D\uFFFD",
                                                        U"\U00010000a\u4E2D\u00E9\U0010FFFF"};
    StrMemory found;
    for (std::size_t i = 0; i < kWidths; ++i) {
      for (const std::size_t size : kSizes) {
        const Sample sample(std::size_t{1} << i, kRepeated[i], size);
        if (!sample.is_text()) return api.PyErr_Clear();
        const auto state = load_at<std::uint8_t>(sample.object.get(), kStateAt);
        const std::size_t header = sample.header();
        const std::size_t utf8 = header != 0 ? sample.utf8_slot(header) : 0;
        const bool is_first = found.header_ == 0;
        if (utf8 == 0 || (!is_first && (header != found.header_ || utf8 != found.utf8_)))
          return api.PyErr_Clear();
        if (size != kSizes[0] && state != found.states_[i]) return;
        for (std::size_t other = 0; other < i; ++other) {
          if (state == found.states_[other]) return;
        }
        found.header_ = header;
        found.utf8_ = utf8;
        found.states_[i] = state;
      }
    }
    *this = found;
  } catch (...) {
    // No memory for trying: nothing is known.
  }
}

bool StrMemory::find(const Object* object, Characters& out) const noexcept {
  if (header_ == 0 || load_at<const Object*>(object, kTypeAt) != api.PyUnicode_Type) return false;
  const auto state = load_at<std::uint8_t>(object, kStateAt);
  std::size_t width = 0;
  while (width < kWidths && states_[width] != state) ++width;
  if (width == kWidths || load_at<const void*>(object, utf8_) != nullptr) return false;
  out.data = reinterpret_cast<const char*>(object) + header_;
  out.count = static_cast<std::size_t>(load_at<Size>(object, kCountAt));
  out.width = std::size_t{1} << width;
  return true;
}

Object* code_points_builtin(Object* /*self*/, Object* const* arguments, Size count) {
  StrMemory::Characters characters;
  if (count != 1 || !str_memory.find(arguments[0], characters)) return none();
  return make_tuple(Ref(api.PyLong_FromVoidPtr(const_cast<void*>(characters.data))),
                    Ref(api.PyLong_FromSize_t(characters.count)),
                    Ref(api.PyLong_FromSize_t(characters.width)))
      .release();
}

bool append_utf8(const StrMemory::Characters& characters, GrownArray<char>& out) {
  return unicode::append_code_points(characters.data, characters.width, characters.count, out);
}

}  // namespace btt::capi::python
