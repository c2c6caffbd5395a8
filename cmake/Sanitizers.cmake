# O3D_SANITIZE=ON builds the library and its tests with AddressSanitizer and UndefinedBehaviorSanitizer; any report
# ends the test. float-cast-overflow is not part of "undefined" in every compiler, and hostile scenes are about it.
option(O3D_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

if(O3D_SANITIZE)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=address,undefined,float-cast-overflow>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all> $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer> -g)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's own warning about it: with sanitizers its flow analysis sees uninitialised values that are not there.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  add_link_options(-fsanitize=address,undefined)
endif()
