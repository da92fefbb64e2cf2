/* The headers alone, as C99: they need nothing before them, may come twice, and in either order. */
#include "budtiktok.h"
#include "budtiktok_experimental.h"

#include <stdio.h>

int main(void) {
  btt_error_detail detail = {0};
  const uint32_t number = BTT_VERSION_MAJOR * 10000 + BTT_VERSION_MINOR * 100 + BTT_VERSION_PATCH;
  detail.struct_size = sizeof(detail);
  if (btt_abi_version() != BTT_ABI_VERSION || btt_version_number() != number) {
    fprintf(stderr, "the library is of version %s\n", btt_version());
    return 1;
  }
  if (btt_last_error(&detail) != BTT_OK || detail.status != BTT_OK || detail.message[0] != '\0' ||
      detail.row != -1) {
    fprintf(stderr, "a fresh thread has a failure: %s\n", detail.message);
    return 1;
  }
  if (btt_x_has_direct_rows(NULL) != 0) return 1;
  return 0;
}
