#include "text/aligned_text.hpp"

#include "unicode/utf8.hpp"

namespace btt::text {
namespace {

bool is_continuation(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

void AlignedText::reset(std::string_view original, std::size_t shift, bool track_alignment) {
  original_ = original;
  shift_ = shift;
  track_ = track_alignment;
  rewritten_ = false;
  identity_ = true;
}

void AlignedText::assign_part(const AlignedText& from, Span part) {
  original_ = std::string_view();
  shift_ = from.shift_;
  track_ = from.track_;
  rewritten_ = true;
  identity_ = false;
  text_.assign(from.text().substr(part.begin, part.size()));
  ranges_.clear();
  if (!track_) return;
  for (std::uint32_t at = part.begin; at < part.end; ++at) ranges_.push_back(from.range_at(at));
}

Span AlignedText::identity_range(std::size_t position) const noexcept {
  const std::string_view t = text();
  std::size_t begin = position;
  while (begin > 0 && is_continuation(t[begin])) --begin;
  std::size_t end = position + 1;
  while (end < t.size() && is_continuation(t[end])) ++end;
  return Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Span AlignedText::range_at(std::size_t position) const noexcept {
  if (!track_) return Span{0, 0};
  return identity_ ? identity_range(position) : ranges_[position];
}

Span AlignedText::range_before(std::size_t position) const noexcept {
  return position == 0 ? Span{0, 0} : range_at(position - 1);
}

Span AlignedText::to_original(Span normalized) const noexcept {
  const Span first = range_at(normalized.begin);
  const Span last = range_at(normalized.end - 1);
  const auto shift = static_cast<std::uint32_t>(shift_);
  return Span{shift + first.begin, shift + last.end};
}

char* AlignedText::writable() {
  if (!rewritten_) {
    text_.assign(original_);
    rewritten_ = true;
  }
  return text_.data();
}

void AlignedText::begin_rewrite() {
  next_text_.clear();
  next_ranges_.clear();
}

void AlignedText::copy(std::size_t begin, std::size_t end) {
  if (begin == end) return;
  next_text_.append(text().substr(begin, end - begin));
  if (!track_) return;
  if (!identity_) {
    next_ranges_.insert(next_ranges_.end(), ranges_.begin() + static_cast<std::ptrdiff_t>(begin),
                        ranges_.begin() + static_cast<std::ptrdiff_t>(end));
    return;
  }
  const std::string_view t = text();
  for (std::size_t at = begin; at < end;) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(t[at]));
    const Span range{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)};
    next_ranges_.insert(next_ranges_.end(), size, range);
    at += size;
  }
}

void AlignedText::put(char32_t c, Span from) {
  char utf8[4];
  put(std::string_view(utf8, unicode::encode(c, utf8)), from);
}

void AlignedText::put(std::string_view utf8, Span from) {
  next_text_.append(utf8);
  if (track_) next_ranges_.insert(next_ranges_.end(), utf8.size(), from);
}

void AlignedText::end_rewrite() {
  text_.swap(next_text_);
  ranges_.swap(next_ranges_);
  rewritten_ = true;
  identity_ = false;
}

void AlignedText::cancel_rewrite() noexcept {
  next_text_.clear();
  next_ranges_.clear();
}

void AlignedText::keep_only(std::size_t begin, std::size_t end) {
  const std::string_view t = text();
  if (begin == 0 && end == t.size()) return;
  begin_rewrite();
  copy(begin, end);
  end_rewrite();
}

std::size_t AlignedText::capacity_bytes() const noexcept {
  return text_.capacity() + next_text_.capacity() +
         (ranges_.capacity() + next_ranges_.capacity()) * sizeof(Span);
}

}  // namespace btt::text
