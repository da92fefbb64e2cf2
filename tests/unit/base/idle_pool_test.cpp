#include "base/idle_pool.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

using namespace btt;

namespace {

struct Text {
  std::string value;
  std::size_t capacity_bytes() const noexcept { return value.capacity(); }
};

using Pool = IdlePool<Text>;

}  // namespace

TEST_CASE("what is given back is taken again, the newest first") {
  Pool pool(3, 1000);
  auto first = pool.take();
  auto second = pool.take();
  first->value.assign(200, 'a');
  second->value.assign(300, 'b');
  const Text* const addresses[] = {first.get(), second.get()};
  pool.give_back(std::move(first));
  pool.give_back(std::move(second));
  CHECK(pool.idle_bytes() >= 500);
  CHECK(pool.take().get() == addresses[1]);
  CHECK(pool.idle_bytes() < 500);
}

TEST_CASE("no more than so many are kept, and none that is too large") {
  Pool pool(2, 1000);
  std::vector<std::unique_ptr<Text>> taken;
  for (int i = 0; i < 3; ++i) {
    taken.push_back(pool.take());
    taken.back()->value.assign(100, 'a');
  }
  for (auto& text : taken) pool.give_back(std::move(text));
  CHECK(pool.idle_bytes() >= 200);
  CHECK(pool.idle_bytes() < 300);
  auto large = pool.take();
  large->value.reserve(2000);
  pool.give_back(std::move(large));
  CHECK(pool.idle_bytes() < 200);
  pool.trim();
  CHECK(pool.idle_bytes() == 0);
}

TEST_CASE("threads never share one") {
  Pool pool(4, 1000);
  std::vector<std::thread> threads;
  std::vector<int> mixed(4, 0);
  for (std::size_t number = 0; number < 4; ++number) {
    threads.emplace_back([&, number] {
      for (int i = 0; i < 2000; ++i) {
        auto text = pool.take();
        text->value.assign(20, static_cast<char>('a' + number));
        std::this_thread::yield();
        mixed[number] += text->value == std::string(20, static_cast<char>('a' + number)) ? 0 : 1;
        pool.give_back(std::move(text));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(mixed == std::vector<int>(4, 0));
}
