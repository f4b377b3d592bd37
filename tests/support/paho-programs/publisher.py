"""A publisher as the course's: HOST PORT TOPIC; five messages, then it ends."""
import sys
import time

from paho.mqtt import client as mqtt

host, port, topic = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = mqtt.Client("python-publisher-%d" % time.time_ns())
client.connect(host, port)
client.loop_start()
for number in range(1, 6):
    sent = client.publish(topic, "messages: %d" % number)
    sent.wait_for_publish(10)
    print(number, "sent" if sent[0] == 0 else "not sent", flush=True)
client.loop_stop()
client.disconnect()
