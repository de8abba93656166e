# Where third-party libraries come from, and which room may use which. Each has one home.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(date REQUIRED)
find_package(Protobuf REQUIRED)
find_library(TIDINGS_SODIUM sodium REQUIRED)
if(TIDINGS_TESTS)
  find_package(GTest REQUIRED)
endif()

# Debian's libphonenumber-dev conflicts with Boost 1.81's packages, so tools/setup unpacks only its headers beside the build
# and the runtime library of the package libphonenumber8 is linked.
set(TIDINGS_PHONENUMBER_INCLUDE ${CMAKE_SOURCE_DIR}/build/thirdparty/phonenumber/usr/include CACHE PATH
    "headers of libphonenumber")
if(NOT EXISTS ${TIDINGS_PHONENUMBER_INCLUDE}/phonenumbers/phonenumberutil.h)
  message(FATAL_ERROR "libphonenumber's headers are not unpacked; run tools/setup first.")
endif()
find_library(TIDINGS_PHONENUMBER NAMES libphonenumber.so.8 REQUIRED)
add_library(phonenumber INTERFACE)
target_include_directories(phonenumber SYSTEM INTERFACE ${TIDINGS_PHONENUMBER_INCLUDE})
target_compile_definitions(phonenumber INTERFACE I18N_PHONENUMBERS_USE_STDMUTEX)
target_link_libraries(phonenumber INTERFACE ${TIDINGS_PHONENUMBER} protobuf::libprotobuf)

# Headers only: libkainjow-mustache-dev, and libabsl-dev, which libphonenumber's headers include.
find_path(TIDINGS_MUSTACHE kainjow/mustache.hpp REQUIRED)
find_path(TIDINGS_ABSL absl/container/node_hash_set.h REQUIRED)

add_library(tidings_testlibs INTERFACE)
if(TIDINGS_TESTS)
  target_link_libraries(tidings_testlibs INTERFACE GTest::gtest GTest::gmock GTest::gtest_main)
  find_library(TIDINGS_RAPIDCHECK rapidcheck REQUIRED)
  target_link_libraries(tidings_testlibs INTERFACE ${TIDINGS_RAPIDCHECK})
endif()

# The home of each library. Private to the room's own files wherever its headers do not show it.
function(tidings_room_extras room target)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")  # a room without code yet
    return()
  endif()
  if(room STREQUAL "base")
    target_link_libraries(${target} PUBLIC fmt::fmt Boost::json Threads::Threads PRIVATE spdlog::spdlog
                          prometheus-cpp::core OpenSSL::Crypto ${TIDINGS_SODIUM})
  elseif(room STREQUAL "sms")
    target_link_libraries(${target} PRIVATE phonenumber)
    add_dependencies(${target} generated_zone_map)
  elseif(room STREQUAL "flow/compliance")
    target_link_libraries(${target} PRIVATE date::date-tz)
  elseif(room STREQUAL "net")
    target_link_libraries(${target} PUBLIC OpenSSL::SSL OpenSSL::Crypto)
  elseif(room STREQUAL "store/sqlite")
    target_link_libraries(${target} PRIVATE SQLite::SQLite3)
  elseif(room STREQUAL "store")
    add_dependencies(${target} generated_sql)
  endif()
endfunction()
