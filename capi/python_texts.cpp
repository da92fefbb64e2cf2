#include "python_texts.hpp"

#include <cstring>
#include <memory>

#include "base/idle_pool.hpp"
#include "budtiktok.h"
#include "python_str.hpp"

namespace btt::capi::python {
namespace {

constexpr const char* kCapsuleName = "budtiktok.texts";

// Lists that no call uses just now. They live as long as the process: objects that give theirs back may do so
// while it ends.
IdlePool<TextList>& idle_lists() {
  constexpr std::size_t kMostIdle = 2;
  constexpr std::size_t kMostBytes = std::size_t{4} << 20;
  static auto* const pool = new IdlePool<TextList>(kMostIdle, kMostBytes);
  return *pool;
}

void give_back(Object* capsule) {
  std::unique_ptr<TextList> texts(static_cast<TextList*>(api.PyCapsule_GetPointer(capsule, kCapsuleName)));
  texts->clear();
  idle_lists().give_back(std::move(texts));
}

}  // namespace

bool TextList::add(Object* object, bool bytes_too, std::size_t most_bytes) {
  if (!read(object, bytes_too, most_bytes)) return false;
  bytes_ += views_.back().size();
  return bytes_ <= most_bytes;
}

bool TextList::read(Object* object, bool bytes_too, std::size_t most_bytes) {
  if (bytes_too && type_of(object) == api.PyBytes_Type) {
    views_.emplace_back(api.PyBytes_AsString(object), static_cast<std::size_t>(api.PyBytes_Size(object)));
    return true;
  }
  StrMemory::Characters characters;
  if (str_memory.find(object, characters)) {
    if (characters.count > most_bytes) return false;
    const std::size_t begin = memory_.size();
    if (!append_utf8(characters, memory_)) return false;
    made_.push_back({views_.size(), begin});
    views_.emplace_back(nullptr, memory_.size() - begin);  // see views()
    return true;
  }
  Size size = 0;
  const char* data = api.PyUnicode_AsUTF8AndSize(object, &size);
  if (data == nullptr) {
    api.PyErr_Clear();
    return false;
  }
  views_.emplace_back(data, static_cast<std::size_t>(size));
  return true;
}

bool TextList::add_all(Object* sequence, bool bytes_too, std::size_t most_bytes, Ref& keep) {
  Object* const type = type_of(sequence);
  if (type == api.PyTuple_Type) {
    keep = Ref::borrowed(sequence);
  } else if (type == api.PyList_Type) {
    keep = Ref(api.PyList_AsTuple(sequence));
  }
  if (!keep) {
    api.PyErr_Clear();
    return false;
  }
  const Size count = api.PyTuple_Size(keep.get());
  views_.reserve(views_.size() + static_cast<std::size_t>(count));
  for (Size i = 0; i < count; ++i) {
    if (!add(api.PyTuple_GetItem(keep.get(), i), bytes_too, most_bytes)) return false;
  }
  return true;
}

void TextList::clear() noexcept {
  views_.clear();
  made_.clear();
  memory_.cut(0);
  bytes_ = 0;
}

const std::vector<std::string_view>& TextList::views() noexcept {
  for (const Made& made : made_)
    views_[made.text] = std::string_view(memory_.data() + made.begin, views_[made.text].size());
  return views_;
}

std::size_t TextList::capacity_bytes() const noexcept {
  return views_.capacity() * sizeof(std::string_view) + made_.capacity() * sizeof(Made) + memory_.capacity();
}

Object* view_texts_builtin(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 2) return none();
  std::unique_ptr<TextList> texts;
  Ref keep;
  const std::vector<std::string_view>* views = nullptr;
  try {
    texts = idle_lists().take();
    if (!texts->add_all(arguments[0], arguments[1] == api._Py_TrueStruct, static_cast<std::size_t>(-1),
                        keep)) {
      texts->clear();
      idle_lists().give_back(std::move(texts));
      return none();
    }
    views = &texts->views();
  } catch (...) {
    return api.PyErr_NoMemory();
  }
  const std::size_t number = views->size();
  const std::size_t bytes = texts->bytes();
  Ref array(api.PyBytes_FromStringAndSize(nullptr, static_cast<Size>(number * sizeof(btt_str))));
  if (!array) return nullptr;
  char* out = api.PyBytes_AsString(array.get());
  for (const std::string_view text : *views) {
    const btt_str view{text.data(), text.size()};
    std::memcpy(out, &view, sizeof(view));
    out += sizeof(view);
  }
  Ref capsule(api.PyCapsule_New(texts.get(), kCapsuleName, give_back));
  if (!capsule) return nullptr;
  (void)texts.release();  // the capsule's now
  return make_tuple(std::move(array), make_tuple(std::move(keep), std::move(capsule)),
                    Ref(api.PyLong_FromSize_t(number)), Ref(api.PyLong_FromSize_t(bytes)))
      .release();
}

}  // namespace btt::capi::python
