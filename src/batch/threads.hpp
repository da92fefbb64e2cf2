// How many threads a call may use, and the loop over rows. The only place with OpenMP; works without it,
// serially.
//
// GNU OpenMP hangs in a forked child that opens a region on a thread which had a team in the parent
// (measured). So the process that loaded the library is remembered; a child works on its calling thread,
// unless it calls set_num_threads: its regions then run from a helper thread that is made in the child, where
// they work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace btt::batch {

// 0 = back to the default: BTT_NUM_THREADS, else what OpenMP would use.
void set_num_threads(std::uint32_t threads) noexcept;
// What a large call would use now.
std::uint32_t num_threads() noexcept;
bool has_openmp() noexcept;

// Threads for a call: `requested` (0 = num_threads()), cut down to what `bytes` of text are worth, 1 inside
// somebody else's parallel region.
std::uint32_t threads_for(std::uint32_t requested, std::size_t rows, std::size_t bytes) noexcept;

// Calls body(worker, row) for rows 0 .. rows, worker below `threads`, each worker one row at a time. Where
// calls fail the others still finish, and the failure of the smallest row is thrown, with its row.
void for_each_row(std::size_t rows, std::uint32_t threads,
                  const std::function<void(std::size_t worker, std::size_t row)>& body);

}  // namespace btt::batch
