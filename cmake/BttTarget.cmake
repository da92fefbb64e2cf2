# What every target of the project shares. Flags are set per target, never globally, so that a project that adds
# this one with add_subdirectory keeps its own.

set(BTT_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef)

set(BTT_SANITIZE_OPTIONS "")
if(BTT_SANITIZE)
  list(JOIN BTT_SANITIZE "," btt_sanitizers)
  set(BTT_SANITIZE_OPTIONS "-fsanitize=${btt_sanitizers}")
endif()

# btt_target_defaults(<target>): language level, visibility, warnings and sanitizers of a target compiled here.
function(btt_target_defaults target)
  set_target_properties(
    ${target}
    PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
               CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
               C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
               POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE ${BTT_WARNINGS} $<$<BOOL:${BTT_WERROR}>:-Werror>)
  target_compile_definitions(${target} PRIVATE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
  if(BTT_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(BTT_SANITIZE)
    # C programs too: clang links the C++ half of the sanitizer's runtime only through the C++ driver.
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    target_compile_options(${target} PRIVATE ${BTT_SANITIZE_OPTIONS} -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE ${BTT_SANITIZE_OPTIONS})
  endif()
endfunction()

# btt_library_defaults(<target> <export name>): the two libraries differ only in how they are linked.
function(btt_library_defaults target export_name)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME budtiktok EXPORT_NAME ${export_name}
                                             LINKER_LANGUAGE CXX)
  target_include_directories(
    ${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
                     "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_link_libraries(${target} PRIVATE ${BTT_PRIVATE_LIBRARIES})
  if(BTT_SANITIZE)
    target_link_options(${target} PRIVATE ${BTT_SANITIZE_OPTIONS})
  endif()
endfunction()
