#include "python_calls.hpp"

#include <chrono>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/batch.hpp"
#include "batch/short_row.hpp"
#include "handle.hpp"
#include "options.hpp"
#include "python_encoding.hpp"
#include "python_rows.hpp"
#include "python_texts.hpp"

namespace btt::capi::python {
namespace {

using batch::Batch;
using batch::Field;
using pipeline::EncodeOptions;

constexpr const char* kCapsuleName = "budtiktok.calls";

constexpr std::size_t kMaxCells = std::size_t{64} << 10;  // of one array

constexpr std::size_t kMaxIdle = 8;

// Combinations of arguments that are known at once; the oldest goes first.
constexpr std::size_t kMaxEntries = 16;

// One way to write a combination of arguments: by position and by name.
struct Spelling {
  Ref positional;  // tuple
  std::vector<std::pair<Ref, Ref>> named;
  Ref arguments;  // tuple, as in the entry
  std::shared_ptr<const Entry> entry;
};

// All members are used with the GIL held only: it is the lock.
struct Calls {
  std::shared_ptr<const pipeline::Tokenizer> core;
  EncodeOptions row_options[2];  // without and with specials
  Ref encoding_type;
  std::vector<std::shared_ptr<const Entry>> entries;
  std::size_t next = 0;  // entry to be replaced
  std::vector<std::shared_ptr<const Spelling>> spellings;
  std::size_t next_spelling = 0;
  std::size_t last_spelling = 0;  // where the last call found its own
  std::vector<std::unique_ptr<Scratch>> idle;
};

Calls* calls_of(Object* self) noexcept {
  return static_cast<Calls*>(api.PyCapsule_GetPointer(self, kCapsuleName));
}

// Scratch for one call, given back at its end.
class Lease {
 public:
  explicit Lease(Calls& calls) : calls_(calls) {
    if (calls.idle.empty()) {
      scratch_ = std::make_unique<Scratch>(calls.core);
    } else {
      scratch_ = std::move(calls.idle.back());
      calls.idle.pop_back();
    }
    scratch_->texts.clear();
  }
  ~Lease() {
    if (calls_.idle.size() >= kMaxIdle) return;
    try {
      calls_.idle.push_back(std::move(scratch_));
    } catch (...) {
      // No memory for the list: the scratch is freed.
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Scratch& operator*() const noexcept { return *scratch_; }
  Scratch* operator->() const noexcept { return scratch_.get(); }

 private:
  Calls& calls_;
  std::unique_ptr<Scratch> scratch_;
};

// True equals 1 and 512 equals 512.0 in Python, not here.
bool is_same_argument(Object* known, Object* given) noexcept {
  if (known == given) return true;
  Object* const type = type_of(known);
  if (type != type_of(given) || (type != api.PyLong_Type && type != api.PyUnicode_Type)) return false;
  constexpr int kEqual = 2;  // Py_EQ
  return api.PyObject_RichCompareBool(known, given, kEqual) == 1;
}

bool are_same_arguments(Object* known, Object* given) noexcept {
  const Size count = api.PyTuple_Size(given);
  if (api.PyTuple_Size(known) != count) return false;
  Size i = 0;
  while (i < count && is_same_argument(api.PyTuple_GetItem(known, i), api.PyTuple_GetItem(given, i))) ++i;
  return i == count;
}

// The position among the entries, their number where the arguments are not known.
std::size_t find_entry(const Calls& calls, Object* arguments) {
  std::size_t at = 0;
  while (at < calls.entries.size() && !are_same_arguments(calls.entries[at]->arguments.get(), arguments))
    ++at;
  return at;
}

bool is_spelled(const Spelling& known, Object* positional, Object* named) {
  if (static_cast<Size>(known.named.size()) != api.PyDict_Size(named)) return false;
  for (const auto& [name, value] : known.named) {
    Object* const given = api.PyDict_GetItemWithError(named, name.get());
    if (given == nullptr || !is_same_argument(value.get(), given)) return false;
  }
  return are_same_arguments(known.positional.get(), positional);
}

// The same for spellings; `named` is a dict.
std::size_t find_spelling(const Calls& calls, Object* positional, Object* named) {
  const std::size_t last = calls.last_spelling;
  if (last < calls.spellings.size() && is_spelled(*calls.spellings[last], positional, named)) return last;
  std::size_t at = 0;
  while (at < calls.spellings.size() && !is_spelled(*calls.spellings[at], positional, named)) ++at;
  return at;
}

// The same for one that was made: names in the same order.
std::size_t find_spelling(const Calls& calls, const Spelling& made) {
  std::size_t at = 0;
  for (; at < calls.spellings.size(); ++at) {
    const Spelling& known = *calls.spellings[at];
    if (known.named.size() != made.named.size()) continue;
    std::size_t i = 0;
    while (i < made.named.size() && is_same_argument(known.named[i].first.get(), made.named[i].first.get()) &&
           is_same_argument(known.named[i].second.get(), made.named[i].second.get()))
      ++i;
    if (i == made.named.size() && are_same_arguments(known.positional.get(), made.positional.get())) break;
  }
  return at;
}

// Reads a str, or a list or tuple of them, into the scratch; `keep` holds what a list held. False also where
// that is more than a short call.
bool read_argument(Object* text, Scratch& scratch, Ref& keep) {
  const Object* const type = type_of(text);
  if (type != api.PyList_Type && type != api.PyTuple_Type) return scratch.texts.add(text, false, kMaxBytes);
  const Size count = type == api.PyList_Type ? api.PyList_Size(text) : api.PyTuple_Size(text);
  if (count == 0 || count > static_cast<Size>(kMaxRows)) return false;
  return scratch.texts.add_all(text, false, kMaxBytes, keep);
}

// The mapping of a call; null, with no exception set, where the other road has to answer.
Object* answer(Calls& calls, const Entry& entry, Object* text) {
  Ref keep;
  Lease scratch(calls);
  Rows rows;
  if (!read_argument(text, *scratch, keep) || !encode(*calls.core, entry, *scratch, rows)) return nullptr;
  if (rows.width > entry.longest || rows.count * rows.width > kMaxCells) return nullptr;
  if (entry.lists) {
    const Object* const type = type_of(text);
    return make_lists(entry, *scratch, rows, type != api.PyList_Type && type != api.PyTuple_Type);
  }
  // Callers treat arrays without cells in ways of their own.
  return rows.width == 0 ? nullptr : make_mapping(entry, *scratch, rows);
}

Object* call(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  if (count != 2) return none();
  const std::size_t at = find_entry(*calls, arguments[1]);
  if (at == calls->entries.size()) return none();
  const std::shared_ptr<const Entry> entry = calls->entries[at];
  return or_none(answer(*calls, *entry, arguments[0]));
}

// Whether two objects are the same, or lists of the same items.
bool is_same_value(Object* known, Object* found) noexcept {
  if (known == found) return true;
  if (type_of(known) != api.PyList_Type || type_of(found) != api.PyList_Type) return false;
  const Size count = api.PyList_Size(known);
  if (api.PyList_Size(found) != count) return false;
  Size i = 0;
  while (i < count && api.PyList_GetItem(known, i) == api.PyList_GetItem(found, i)) ++i;
  return i == count;
}

// Whether a flat tuple of (dict, key, value) triples still holds. Values are compared by identity, lists,
// which can change, by what they hold.
bool holds(Object* watched) {
  const Size count = api.PyTuple_Size(watched);
  for (Size i = 0; i + 2 < count; i += 3) {
    Object* found =
        api.PyDict_GetItemWithError(api.PyTuple_GetItem(watched, i), api.PyTuple_GetItem(watched, i + 1));
    Object* const value = api.PyTuple_GetItem(watched, i + 2);
    if (found == nullptr) found = api._Py_NoneStruct;
    if (is_same_value(value, found)) continue;
    constexpr int kEqual = 2;  // Py_EQ
    if (type_of(value) != api.PyList_Type || api.PyObject_RichCompareBool(value, found, kEqual) != 1)
      return false;
  }
  return true;
}

// What `wrapped` is told of the object to make: a tuple of these.
enum Frame : Size {
  kNew,
  kKind,
  kTemplate,
  kLazy,
  kNative,
  kState,
  kData,
  kEncodings,
  kDict,
  kIds,
  kParts,
  kCounts
};

// int64 counters of the caller, changed with the GIL held.
struct Counts {
  std::int64_t calls, texts, whole_ns, conversion_ns;
};

Object* wrap(Object* frame, Ref data, Object* text, Object* call_arguments) {
  const auto part = [frame](Frame at) { return api.PyTuple_GetItem(frame, at); };
  const auto blank = [&](Frame kind) {
    return Ref(api.PyObject_CallFunctionObjArgs(part(kNew), part(kind), nullptr));
  };
  Object* const ids = api.PyDict_GetItemWithError(data.get(), part(kIds));
  if (ids == nullptr) return nullptr;
  // A list may change before it is needed again.
  Ref kept = type_of(text) == api.PyList_Type ? Ref(api.PyList_AsTuple(text)) : Ref::borrowed(text);
  Ref parts(api.PyTuple_New(6));
  if (!kept || !parts) return nullptr;
  Object* const held[] = {ids, api._Py_NoneStruct, part(kNative), part(kState), kept.get(), call_arguments};
  for (Size i = 0; i < 6; ++i) api.PyTuple_SetItem(parts.get(), i, Ref::borrowed(held[i]).release());
  const Ref encodings = blank(kLazy);
  if (!encodings || api.PyObject_SetAttr(encodings.get(), part(kParts), parts.get()) != 0) return nullptr;
  const Ref attributes(api.PyDict_Copy(part(kTemplate)));
  if (!attributes || api.PyDict_SetItem(attributes.get(), part(kData), data.get()) != 0 ||
      api.PyDict_SetItem(attributes.get(), part(kEncodings), encodings.get()) != 0)
    return nullptr;
  Ref result = blank(kKind);
  if (!result || api.PyObject_SetAttr(result.get(), part(kDict), attributes.get()) != 0) return nullptr;
  return result.release();
}

// wrapped(text, positional, named, watched, frame)
Object* wrapped(Object* self, Object* const* arguments, Size count) {
  using Clock = std::chrono::steady_clock;
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  if (count != 5) return none();
  const Clock::time_point began = Clock::now();
  if (!holds(arguments[3])) return or_none(nullptr);
  const std::size_t at = find_spelling(*calls, arguments[1], arguments[2]);
  if (at == calls->spellings.size()) return or_none(nullptr);
  calls->last_spelling = at;
  const std::shared_ptr<const Spelling> spelling = calls->spellings[at];
  Object* const text = arguments[0];
  Ref data(answer(*calls, *spelling->entry, text));
  if (!data) return or_none(nullptr);
  const Clock::time_point halfway = Clock::now();
  Object* const type = type_of(text);
  const Size texts = type == api.PyList_Type    ? api.PyList_Size(text)
                     : type == api.PyTuple_Type ? api.PyTuple_Size(text)
                                                : 1;
  Object* const result = wrap(arguments[4], std::move(data), text, spelling->arguments.get());
  if (result == nullptr) return or_none(nullptr);
  auto* const counts = static_cast<Counts*>(api.PyLong_AsVoidPtr(api.PyTuple_GetItem(arguments[4], kCounts)));
  if (counts != nullptr) {
    const Clock::time_point done = Clock::now();
    const auto ns = [](Clock::duration d) {
      return static_cast<std::int64_t>(std::chrono::nanoseconds(d).count());
    };
    counts->calls += 1;
    counts->texts += texts;
    counts->whole_ns += ns(done - began);
    counts->conversion_ns += ns(done - halfway);
  }
  return result;
}

// learn(positional, named as a tuple of keys and values in turns, arguments)
Object* learn(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  if (count != 3) return none();
  const std::size_t entry = find_entry(*calls, arguments[2]);
  if (entry == calls->entries.size()) return none();
  auto made = std::make_shared<Spelling>();
  made->positional = Ref::borrowed(arguments[0]);
  const Size names = api.PyTuple_Size(arguments[1]) / 2;
  for (Size i = 0; i < names; ++i) {
    made->named.emplace_back(Ref::borrowed(api.PyTuple_GetItem(arguments[1], 2 * i)),
                             Ref::borrowed(api.PyTuple_GetItem(arguments[1], 2 * i + 1)));
  }
  made->arguments = Ref::borrowed(arguments[2]);
  made->entry = calls->entries[entry];
  // Calls that are too much for here are learnt each time: their spelling must not take the place of others.
  std::size_t at = find_spelling(*calls, *made);
  if (at == kMaxEntries) at = calls->next_spelling++ % kMaxEntries;
  if (at == calls->spellings.size()) {
    calls->spellings.push_back(std::move(made));
  } else {
    // The old one goes last: its end may run Python code.
    std::shared_ptr<const Spelling> old = std::move(made);
    calls->spellings[at].swap(old);
  }
  return none();
}

// The ids of one text with the options of a row, into scratch.ids. False: not here.
bool encode_row(Calls& calls, Scratch& scratch, Object* const* arguments) {
  const bool with_specials = arguments[1] == api._Py_TrueStruct;
  if (!with_specials && arguments[1] != api._Py_FalseStruct) return false;
  if (!scratch.texts.add(arguments[0], false, kMaxBytes)) return false;
  const std::string_view text = scratch.texts.views()[0];
  const EncodeOptions& options = calls.row_options[with_specials ? 1 : 0];
  // The text lives as long as the call: it is one of the arguments.
  try {
    if (batch::encode_short_row(*calls.core, text, options, scratch.ids)) return true;
  } catch (...) {
    return false;
  }
  if (!encode(scratch, options) || scratch.batch.width() > kMaxCells) return false;
  const Batch& batch = scratch.batch;
  scratch.ids.resize(batch.width() + 1);  // never without memory
  batch::Matrix matrix;
  matrix.rows = 1;
  matrix.width = batch.width();
  matrix.fields[static_cast<std::size_t>(Field::kIds)].data = scratch.ids.data();
  batch.write(matrix);
  scratch.ids.resize(batch.width());
  return true;
}

Object* encoding(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  Lease scratch(*calls);
  if (count != 3 || !encode_row(*calls, *scratch, arguments)) return none();
  return make_encoding(calls->encoding_type.get(), scratch->ids.data(), scratch->ids.size(), arguments[2],
                       arguments[0], arguments[1] == api._Py_TrueStruct);
}

Object* array(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  Lease scratch(*calls);
  if (count != 2 || !encode_row(*calls, *scratch, arguments)) return none();
  const auto width = static_cast<Size>(scratch->ids.size());
  void* data = nullptr;
  Ref result = arrays.make(1, &width, false, data);
  if (result && width != 0)
    std::memcpy(data, scratch->ids.data(), scratch->ids.size() * sizeof(std::int32_t));
  return result.release();
}

// Rows as they are, whatever truncation and padding the state has.
Object* ragged(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  if (count != 2) return none();
  EncodeOptions options;
  options.add_special_tokens = arguments[1] == api._Py_TrueStruct;
  if (!options.add_special_tokens && arguments[1] != api._Py_FalseStruct) return none();
  options.special_as_text = calls->row_options[0].special_as_text;
  const Object* const type = type_of(arguments[0]);
  if (type != api.PyList_Type && type != api.PyTuple_Type) return none();
  Ref keep;
  Lease scratch(*calls);
  if (!read_argument(arguments[0], *scratch, keep) || !encode(*scratch, options)) return none();
  return make_ragged(scratch->batch);
}

const btt_encode_options* options_at(Object* address) noexcept {
  return static_cast<const btt_encode_options*>(api.PyLong_AsVoidPtr(address));
}

// remember(arguments, options, keys, fields, mapping, convert, from_capsule, longest): tuple, address, tuple
// of str, tuple of Field numbers, type, callable or None (list: lists in the place of arrays), callable or
// None, int.
Object* remember(Object* self, Object* const* arguments, Size count) {
  Calls* const calls = calls_of(self);
  if (calls == nullptr) return nullptr;
  if (count != 8) return none();
  auto entry = std::make_shared<Entry>();
  entry->arguments = Ref::borrowed(arguments[0]);
  entry->options = read_options(options_at(arguments[1]), *calls->core, PaddingUse::kApplied).encode;
  entry->count = static_cast<std::size_t>(api.PyTuple_Size(arguments[2]));
  if (entry->count > kMaxKeys) return none();
  for (std::size_t i = 0; i < entry->count; ++i) {
    entry->keys[i] = Ref::borrowed(api.PyTuple_GetItem(arguments[2], static_cast<Size>(i)));
    const long field = api.PyLong_AsLong(api.PyTuple_GetItem(arguments[3], static_cast<Size>(i)));
    entry->fields[i] = static_cast<Field>(field);
  }
  entry->mapping = Ref::borrowed(arguments[4]);
  entry->lists = arguments[5] == api.PyList_Type;
  if (!entry->lists && arguments[5] != api._Py_NoneStruct) entry->convert = Ref::borrowed(arguments[5]);
  if (arguments[6] != api._Py_NoneStruct) entry->from_capsule = Ref::borrowed(arguments[6]);
  entry->longest = static_cast<std::size_t>(api.PyLong_AsLong(arguments[7]));
  if (api.PyErr_Occurred() != nullptr) return nullptr;
  allow_short_rows(*entry, *calls->core, kMaxBytes);
  std::size_t at = find_entry(*calls, arguments[0]);
  if (at == kMaxEntries) at = calls->next++ % kMaxEntries;
  if (at == calls->entries.size()) {
    calls->entries.push_back(std::move(entry));
  } else {
    // The old one goes last: its end may run Python code.
    std::shared_ptr<const Entry> old = std::move(entry);
    calls->entries[at].swap(old);
  }
  return none();
}

MethodDef call_definition{"call", safely<call>, kFastCall, nullptr};
MethodDef remember_definition{"remember", safely<remember>, kFastCall, nullptr};
MethodDef encoding_definition{"encoding", safely<encoding>, kFastCall, nullptr};
MethodDef array_definition{"array", safely<array>, kFastCall, nullptr};
MethodDef ragged_definition{"ragged", safely<ragged>, kFastCall, nullptr};
MethodDef wrapped_definition{"wrapped", safely<wrapped>, kFastCall, nullptr};
MethodDef learn_definition{"learn", safely<learn>, kFastCall, nullptr};

void free_calls(Object* capsule) {
  delete calls_of(capsule);
}

Object* make_calls(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 4) return none();
  const auto* const tokenizer = static_cast<const btt_tokenizer*>(api.PyLong_AsVoidPtr(arguments[0]));
  if (tokenizer == nullptr) return nullptr;
  auto calls = std::make_unique<Calls>();
  calls->core = tokenizer->core;
  calls->encoding_type = Ref::borrowed(arguments[3]);
  for (const bool with_specials : {false, true}) {
    const btt_encode_options* const options = options_at(arguments[with_specials ? 1 : 2]);
    calls->row_options[with_specials ? 1 : 0] =
        read_options(options, *calls->core, PaddingUse::kApplied).encode;
  }
  Ref capsule(api.PyCapsule_New(calls.get(), kCapsuleName, free_calls));
  if (!capsule) return nullptr;
  static_cast<void>(calls.release());  // the capsule's now
  MethodDef* const definitions[] = {&call_definition,  &remember_definition, &encoding_definition,
                                    &array_definition, &wrapped_definition,  &learn_definition,
                                    &ragged_definition};
  constexpr Size kDefinitions = sizeof definitions / sizeof *definitions;
  Ref result(api.PyTuple_New(kDefinitions));
  if (!result) return nullptr;
  for (Size i = 0; i < kDefinitions; ++i) {
    Object* const function = api.PyCFunction_NewEx(definitions[i], capsule.get(), nullptr);
    if (function == nullptr || api.PyTuple_SetItem(result.get(), i, function) != 0) return nullptr;
  }
  return result.release();
}

}  // namespace

Object* make_calls_builtin(Object* self, Object* const* arguments, Size count) {
  return safely<make_calls>(self, arguments, count);
}

}  // namespace btt::capi::python
