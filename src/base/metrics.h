// Metrics in Prometheus' text form. Ask for a counter once and keep the reference: the look-up takes a lock, the
// increment does not. Any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tidings {

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double by = 1) = 0;
};
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double to) = 0;
};
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double value) = 0;
};

using MetricLabels = std::map<std::string, std::string>;

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;

  // The same name and labels give the same object, which lives as long as this.
  Counter& counter(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                       const MetricLabels& labels = {});
  std::string expose() const;  // text exposition format 0.0.4

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings
