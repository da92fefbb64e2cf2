# Cross build for 64-bit ARM on Debian; tests run under qemu.
#
#   apt-get install g++-aarch64-linux-gnu qemu-user-static
#   cmake/aarch64-root.sh          # the libraries for arm64, unpacked under build/arm64
#   cmake --preset aarch64 && cmake --build --preset aarch64 && ctest --preset aarch64
#
# The arm64 libraries are unpacked into a folder instead of installed: libsimdjson-dev:arm64 would replace the native
# package.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

get_filename_component(btt_arm64_root "${CMAKE_CURRENT_LIST_DIR}/../build/arm64/root" ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH "${btt_arm64_root}" /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)

set(btt_arm64_libraries "${btt_arm64_root}/usr/lib/aarch64-linux-gnu")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-rpath-link,${btt_arm64_libraries}")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-Wl,-rpath-link,${btt_arm64_libraries}")
set(CMAKE_CROSSCOMPILING_EMULATOR
    "qemu-aarch64-static;-L;/usr/aarch64-linux-gnu;-E;LD_LIBRARY_PATH=${btt_arm64_libraries}")
