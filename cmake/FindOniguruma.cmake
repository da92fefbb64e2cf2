# Finds Oniguruma and defines Oniguruma::Oniguruma.
#
# Distributions build it with autotools, which installs no CMake package; the version is read from the header.
# ONIGURUMA_USE_STATIC_LIBS=ON picks the archive.
#
# Result variables: Oniguruma_FOUND, Oniguruma_VERSION, Oniguruma_INCLUDE_DIR, Oniguruma_LIBRARY.

find_path(Oniguruma_INCLUDE_DIR oniguruma.h)

if(ONIGURUMA_USE_STATIC_LIBS)
  find_library(Oniguruma_LIBRARY NAMES libonig.a onig_static)
else()
  find_library(Oniguruma_LIBRARY NAMES onig)
endif()

set(Oniguruma_VERSION "")
if(Oniguruma_INCLUDE_DIR AND EXISTS "${Oniguruma_INCLUDE_DIR}/oniguruma.h")
  file(STRINGS "${Oniguruma_INCLUDE_DIR}/oniguruma.h" _oniguruma_lines REGEX "#define[ \t]+ONIGURUMA_VERSION_")
  foreach(_oniguruma_part IN ITEMS MAJOR MINOR TEENY)
    if(_oniguruma_lines MATCHES "ONIGURUMA_VERSION_${_oniguruma_part}[ \t]+([0-9]+)")
      list(APPEND Oniguruma_VERSION "${CMAKE_MATCH_1}")
    endif()
  endforeach()
  list(JOIN Oniguruma_VERSION "." Oniguruma_VERSION)
  unset(_oniguruma_lines)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  Oniguruma
  REQUIRED_VARS Oniguruma_LIBRARY Oniguruma_INCLUDE_DIR
  VERSION_VAR Oniguruma_VERSION)
mark_as_advanced(Oniguruma_INCLUDE_DIR Oniguruma_LIBRARY)

if(Oniguruma_FOUND AND NOT TARGET Oniguruma::Oniguruma)
  add_library(Oniguruma::Oniguruma UNKNOWN IMPORTED)
  set_target_properties(
    Oniguruma::Oniguruma PROPERTIES IMPORTED_LOCATION "${Oniguruma_LIBRARY}"
                                    INTERFACE_INCLUDE_DIRECTORIES "${Oniguruma_INCLUDE_DIR}")
  if(ONIGURUMA_USE_STATIC_LIBS)
    set_property(TARGET Oniguruma::Oniguruma PROPERTY INTERFACE_COMPILE_DEFINITIONS ONIG_STATIC)
  endif()
endif()
