# The public header is the one source of the version and of the ABI number.

# btt_read_version(<header>): sets BTT_VERSION ("1.2.3") and BTT_ABI_VERSION ("0") in the caller's scope, and makes
# CMake run again when the header changes.
function(btt_read_version header)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
  file(READ "${header}" text)
  foreach(name IN ITEMS VERSION_MAJOR VERSION_MINOR VERSION_PATCH ABI_VERSION)
    if(NOT text MATCHES "#define[ \t]+BTT_${name}[ \t]+([0-9]+)")
      message(FATAL_ERROR "${header} does not define BTT_${name}")
    endif()
    set(${name} "${CMAKE_MATCH_1}")
  endforeach()
  set(BTT_VERSION "${VERSION_MAJOR}.${VERSION_MINOR}.${VERSION_PATCH}" PARENT_SCOPE)
  set(BTT_ABI_VERSION "${ABI_VERSION}" PARENT_SCOPE)
endfunction()
