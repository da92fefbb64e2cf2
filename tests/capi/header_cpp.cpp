// The headers alone, as C++: linkage, and constants that fit their types.
#include "budtiktok.h"
#include "budtiktok_experimental.h"

#include <cstdio>
#include <type_traits>

static_assert(std::is_standard_layout<btt_output>::value && std::is_trivial<btt_output>::value, "a C struct");
static_assert(sizeof(btt_status) == 4 && sizeof(btt_dtype) == 4, "fixed widths");
static_assert(BTT_ERR_INTERNAL == 10, "values are never reused");

int main() {
  btt_status (*const load)(const char *, const btt_load_options *, btt_tokenizer **) = &btt_load;
  btt_tokenizer *tokenizer = reinterpret_cast<btt_tokenizer *>(&tokenizer);
  if (load("/nowhere/tokenizer.json", nullptr, &tokenizer) != BTT_ERR_NOT_FOUND || tokenizer != nullptr) {
    std::fprintf(stderr, "loading a missing file did not fail as stated\n");
    return 1;
  }
  return btt_x_has_direct_rows(nullptr);
}
