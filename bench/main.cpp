// Entry of the benchmark program. The library's own description goes into every report.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "budtiktok.h"

int main(int argc, char** argv) {
  // Rows come again in later iterations: they are to be encoded again, unless somebody says otherwise.
  setenv("BTT_REMEMBER_TEXTS", "0", 0);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("budtiktok", btt_version());
  benchmark::AddCustomContext("budtiktok_build", btt_build_info());
  benchmark::AddCustomContext("budtiktok_simd_level", btt_simd_level_name(btt_get_simd_level()));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
