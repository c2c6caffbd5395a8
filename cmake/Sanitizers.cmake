# O3D_SANITIZE=ON builds the library and its tests with AddressSanitizer and UndefinedBehaviorSanitizer,
# O3D_SANITIZE=thread with ThreadSanitizer; any report ends the test. float-cast-overflow is not part of "undefined" in
# every compiler, and hostile scenes are about it. O3D_FUZZ=ON, with Clang, adds libFuzzer's program to the former.
set(O3D_SANITIZE OFF CACHE STRING "OFF, ON for AddressSanitizer and UndefinedBehaviorSanitizer, or thread")
option(O3D_FUZZ "Build the fuzzer; needs Clang" OFF)

if(O3D_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "O3D_FUZZ needs Clang's libFuzzer: configure with CXX=clang++")
endif()

if(O3D_SANITIZE OR O3D_FUZZ)
  # Half the time to compile, and stack traces that can be read.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-O1>)
endif()
if(O3D_SANITIZE STREQUAL "thread")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=thread> -g)
  add_link_options(-fsanitize=thread)
elseif(O3D_SANITIZE OR O3D_FUZZ)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=address,undefined,float-cast-overflow>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all> $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer> -g)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's own warning about it: with sanitizers its flow analysis sees uninitialised values that are not there.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  add_link_options(-fsanitize=address,undefined)
endif()
if(O3D_FUZZ)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
endif()
