"""A consumer as the course's: HOST PORT TOPIC; prints what comes until it is stopped."""
import sys
import time

from paho.mqtt import client as mqtt

host, port, topic = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def on_connect(client, userdata, flags, rc):
    client.subscribe(topic)


def on_subscribe(client, userdata, mid, granted):
    print("subscribed", flush=True)


def on_message(client, userdata, message):
    print(message.topic, message.payload.decode(), flush=True)


client = mqtt.Client("python-consumer-%d" % time.time_ns())
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect(host, port)
client.loop_forever()
