# Install rules: components runtime (the library), development (header, name link, archive, CMake package, .pc) and
# python (one library file beside the Python package; only on request). The result can be moved as a whole.

include(CMakePackageConfigHelpers)

set(btt_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/budtiktok")

# Neither export set's name may be a prefix of the other: the generated file includes "<name>-*.cmake".
if(BTT_BUILD_SHARED)
  install(
    TARGETS budtiktok_shared
    EXPORT budtiktok-shared-targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            COMPONENT runtime
            NAMELINK_COMPONENT development)
  install(
    EXPORT budtiktok-shared-targets
    NAMESPACE budtiktok::
    DESTINATION "${btt_cmake_dir}"
    COMPONENT development)
  # The Python package loads it by path: one real file, no version in its name, no symbolic link (wheels have none).
  install(
    FILES $<TARGET_FILE:budtiktok_shared>
    DESTINATION budtiktok/lib
    RENAME libbudtiktok.so
    COMPONENT python
    EXCLUDE_FROM_ALL)
endif()

if(BTT_BUILD_STATIC)
  install(
    TARGETS budtiktok_static
    EXPORT budtiktok-static-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
  install(
    EXPORT budtiktok-static-targets
    NAMESPACE budtiktok::
    DESTINATION "${btt_cmake_dir}"
    COMPONENT development)
endif()

install(
  DIRECTORY "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT development
  FILES_MATCHING PATTERN "*.h")

set(BTT_CONFIG_SIMDJSON OFF)
if(NOT BTT_SIMDJSON_SOURCE)
  set(BTT_CONFIG_SIMDJSON ON)
endif()
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/budtiktok-config.cmake.in" "${PROJECT_BINARY_DIR}/budtiktok-config.cmake"
  INSTALL_DESTINATION "${btt_cmake_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/budtiktok-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(
  FILES "${PROJECT_BINARY_DIR}/budtiktok-config.cmake" "${PROJECT_BINARY_DIR}/budtiktok-config-version.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/FindUtf8proc.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindOniguruma.cmake"
  DESTINATION "${btt_cmake_dir}"
  COMPONENT development)

# pkg-config: every path is relative to the file itself, so that the prefix can move.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(BTT_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
  set(BTT_PC_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
else()
  file(RELATIVE_PATH btt_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  string(REGEX REPLACE "/$" "" btt_pc_up "${btt_pc_up}")
  set(BTT_PC_PREFIX "\${pcfiledir}/${btt_pc_up}")
  set(BTT_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(BTT_PC_INCLUDEDIR "${CMAKE_INSTALL_INCLUDEDIR}")
else()
  set(BTT_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
set(BTT_PC_LIBS_PRIVATE "-lutf8proc -lonig")
if(NOT BTT_SIMDJSON_SOURCE)
  string(PREPEND BTT_PC_LIBS_PRIVATE "-lsimdjson ")
endif()
foreach(btt_runtime IN ITEMS stdc++ c++)
  if(btt_runtime IN_LIST CMAKE_CXX_IMPLICIT_LINK_LIBRARIES)
    string(APPEND BTT_PC_LIBS_PRIVATE " -l${btt_runtime}")
  endif()
endforeach()
if(BTT_OPENMP_LINK_FLAGS)
  string(APPEND BTT_PC_LIBS_PRIVATE " ${BTT_OPENMP_LINK_FLAGS}")
endif()
if(NOT BTT_PC_LIBS_PRIVATE MATCHES "-lpthread")
  string(APPEND BTT_PC_LIBS_PRIVATE " -lpthread")
endif()
configure_file("${PROJECT_SOURCE_DIR}/budtiktok.pc.in" "${PROJECT_BINARY_DIR}/budtiktok.pc" @ONLY)
install(
  FILES "${PROJECT_BINARY_DIR}/budtiktok.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
  COMPONENT development)
