// Memory that standard containers hold outside themselves, for reports: what was asked of the allocator, to
// which it adds 8 to 16 bytes a block of its own.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace btt {

// 0 where the text lies in the object itself.
inline std::size_t held_bytes(const std::string& text) noexcept {
  return text.capacity() > std::string().capacity() ? text.capacity() + 1 : 0;
}

// Without what the elements hold.
template <typename T>
std::size_t held_bytes(const std::vector<T>& list) noexcept {
  return list.capacity() * sizeof(T);
}

// Nodes of a tree: the value, three links and the colour; without what the values hold.
template <typename Key, typename Value, typename Less>
std::size_t held_bytes(const std::map<Key, Value, Less>& map) noexcept {
  return map.size() * (sizeof(typename std::map<Key, Value, Less>::value_type) + 4 * sizeof(void*));
}

}  // namespace btt
