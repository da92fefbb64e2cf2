# Finds utf8proc and defines Utf8proc::Utf8proc.
#
# utf8proc installs no CMake package, and its pkg-config file states the shared library's number instead of the
# release (2.6.0 for release 2.8.0), so the version is read from the header. UTF8PROC_USE_STATIC_LIBS=ON picks the
# archive.
#
# Result variables: Utf8proc_FOUND, Utf8proc_VERSION, Utf8proc_INCLUDE_DIR, Utf8proc_LIBRARY.

find_path(Utf8proc_INCLUDE_DIR utf8proc.h)

if(UTF8PROC_USE_STATIC_LIBS)
  find_library(Utf8proc_LIBRARY NAMES libutf8proc.a utf8proc_static)
else()
  find_library(Utf8proc_LIBRARY NAMES utf8proc)
endif()

set(Utf8proc_VERSION "")
if(Utf8proc_INCLUDE_DIR AND EXISTS "${Utf8proc_INCLUDE_DIR}/utf8proc.h")
  file(STRINGS "${Utf8proc_INCLUDE_DIR}/utf8proc.h" _utf8proc_lines REGEX "#define[ \t]+UTF8PROC_VERSION_")
  foreach(_utf8proc_part IN ITEMS MAJOR MINOR PATCH)
    if(_utf8proc_lines MATCHES "UTF8PROC_VERSION_${_utf8proc_part}[ \t]+([0-9]+)")
      list(APPEND Utf8proc_VERSION "${CMAKE_MATCH_1}")
    endif()
  endforeach()
  list(JOIN Utf8proc_VERSION "." Utf8proc_VERSION)
  unset(_utf8proc_lines)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  Utf8proc
  REQUIRED_VARS Utf8proc_LIBRARY Utf8proc_INCLUDE_DIR
  VERSION_VAR Utf8proc_VERSION)
mark_as_advanced(Utf8proc_INCLUDE_DIR Utf8proc_LIBRARY)

if(Utf8proc_FOUND AND NOT TARGET Utf8proc::Utf8proc)
  add_library(Utf8proc::Utf8proc UNKNOWN IMPORTED)
  set_target_properties(
    Utf8proc::Utf8proc PROPERTIES IMPORTED_LOCATION "${Utf8proc_LIBRARY}"
                                  INTERFACE_INCLUDE_DIRECTORIES "${Utf8proc_INCLUDE_DIR}")
  if(UTF8PROC_USE_STATIC_LIBS)
    set_property(TARGET Utf8proc::Utf8proc PROPERTY INTERFACE_COMPILE_DEFINITIONS UTF8PROC_STATIC)
  endif()
endif()
