# Third-party code, all of it from the system; nothing is downloaded.
#
# Sets BTT_PRIVATE_LIBRARIES (what core and libraries link) and BTT_OPENMP_LINK_FLAGS (for pkg-config).

include(GNUInstallDirs)

set(BTT_PRIVATE_LIBRARIES "")
set(BTT_OPENMP_LINK_FLAGS "")

if(BTT_SIMDJSON_SOURCE)
  if(NOT EXISTS "${BTT_SIMDJSON_SOURCE}/simdjson.cpp")
    message(FATAL_ERROR "BTT_SIMDJSON_SOURCE=${BTT_SIMDJSON_SOURCE} has no simdjson.cpp")
  endif()
else()
  find_package(simdjson 3.0 CONFIG REQUIRED)
  list(APPEND BTT_PRIVATE_LIBRARIES simdjson::simdjson)
endif()

find_package(Utf8proc 2.4 REQUIRED MODULE)
list(APPEND BTT_PRIVATE_LIBRARIES Utf8proc::Utf8proc)

find_package(Oniguruma 6.9.8 REQUIRED MODULE)
list(APPEND BTT_PRIVATE_LIBRARIES Oniguruma::Oniguruma)

if(BTT_WITH_OPENMP)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  list(APPEND BTT_PRIVATE_LIBRARIES OpenMP::OpenMP_CXX)
  list(TRANSFORM OpenMP_CXX_LIB_NAMES PREPEND "-l" OUTPUT_VARIABLE btt_openmp_names)
  list(JOIN btt_openmp_names " " BTT_OPENMP_LINK_FLAGS)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
list(APPEND BTT_PRIVATE_LIBRARIES Threads::Threads)
